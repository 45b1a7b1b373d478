"""A second look at the doors: whatever names a business asks core/access for it, and nothing reaches rows past it.

What the first looks at, address by address and role by role, is in test_every_url.py.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

from core.access import May
from tests.rowcol.every_url import addresses
from tests.rowcol.test_every_url import STRANGER, filled, town, visitors, world

__all__ = ["town", "visitors", "world"]

PRODUCT = [each for each in addresses() if not each.is_exempt]
DOORS = [path for folder in ("views", "api") for path in (settings.ROOT / "runway" / folder).rglob("*.py")]

# Whoever opens an invitation has its secret and need not have an account yet: it is looked up by that alone.
KNOWN = {"runway/views/invitation.py"}


def test_whatever_names_a_business_states_a_right_to_it() -> None:
    named = [each for each in PRODUCT if "slug" in each.converters]
    assert len(named) > 15
    assert [str(each) for each in named if not isinstance(each.rule, May)] == []


def reached(path: Path) -> Iterator[str]:
    """Where a view goes for rows by itself; an empty set of rows is none."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
            asks = node.value.attr in ("objects", "_default_manager") and node.attr != "none"
            yield from [str(path.relative_to(settings.ROOT))] if asks else ()


def test_no_view_goes_for_rows_by_itself() -> None:
    assert len(DOORS) > 10
    assert {place for path in DOORS for place in reached(path)} == KNOWN


def test_a_view_that_did_would_be_noticed() -> None:
    service = settings.ROOT / "runway" / "services" / "zones.py"
    assert list(reached(service)) != []


def test_no_page_tells_a_stranger_of_acme(world: Mapping[str, Any], visitors: dict[str, Client]) -> None:
    seen = []
    for address in PRODUCT:
        answer = visitors[STRANGER].get(filled(address, world))
        if answer.status_code == 200:
            seen.append(address.name)
            assert "acme" not in answer.content.decode().lower(), address.route
    assert {"runway:board", "runway:people", "runway:sync", "runway:connections"} <= set(seen)
