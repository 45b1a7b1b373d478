"""Sweeps over many alike: the fast suite takes a part of them, `make prove` the rest."""

from collections.abc import Iterable
from typing import TypeVar

import pytest

T = TypeVar("T")


def sweep(alike: Iterable[T], *fast: T) -> list[object]:
    """Parameters of a test: the few named again run always, all others as a proof."""
    return [pytest.param(one, marks=() if one in fast else pytest.mark.prove) for one in alike]
