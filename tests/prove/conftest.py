"""The proofs of sync use Acme's connection to the sandbox, as the tests of sync do; those of the whole share a demo."""

from collections.abc import Iterator

import pytest

from tests.prove.redis_server import running_redis
from tests.prove.running_demo import Demo, running_demo
from tests.sync.conftest import backstage, connection

__all__ = ["backstage", "connection"]


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """One demo for all proofs of a process, stopped with the last of them."""
    with running_demo() as running:
        yield running


@pytest.fixture(scope="module")
def demo_on_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One whose worker, beat and web speak through Redis."""
    with (
        running_redis(tmp_path_factory.mktemp("redis")) as address,
        running_demo(REDIS_URL=address, CELERY_BROKER_URL="") as running,
    ):
        yield running


@pytest.fixture(scope="module", params=["demo", "demo_on_redis"])
def any_demo(request: pytest.FixtureRequest) -> Demo:
    """What is proved with it holds on the broker of one machine and on the one that many share."""
    found: Demo = request.getfixturevalue(request.param)
    return found
