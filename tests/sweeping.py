"""Sweeps over many alike: the fast suite takes a part of them, `make prove` the rest."""

from collections.abc import Iterable

import pytest


def sweep(names: Iterable[str], *fast: str) -> list[object]:
    """Parameters of a test: the named few run always, all others as a proof."""
    return [pytest.param(name, marks=() if name in fast else pytest.mark.prove) for name in names]
