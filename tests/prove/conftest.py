"""The proofs of sync use Acme's connection to the sandbox, as the tests of sync do; those of the whole share a demo."""

from collections.abc import Iterator

import pytest

from tests.prove.running_demo import Demo, running_demo
from tests.sync.conftest import backstage, connection

__all__ = ["backstage", "connection"]


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """One demo for all proofs of a run, stopped with the last of them."""
    with running_demo() as running:
        yield running
