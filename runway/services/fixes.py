"""The issues of the tray that weigh most, kept with the standing, so that the digest need not look at all of them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from runway.models import Standing
from runway.services.tray_page import Row
from runway.services.tray_words import TITLES
from runway.services.week_page import Fix

FIRST = 3


def kept(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The first of these rows, which come by effect, as a standing keeps them."""
    return [
        {
            "kind": row.issue.kind,
            "title": TITLES[row.issue.kind],
            "where": row.issue.where,
            "amount": _text(row.issue.amount),
            "days": _text(row.days),
        }
        for row in list(rows)[:FIRST]
    ]


def fixes_of(standing: Standing | None) -> tuple[Fix, ...] | None:
    """What a standing keeps of the tray, most at stake first; None where none was computed yet."""
    if standing is None:
        return None
    return tuple(
        Fix(one["kind"], one["title"], one["where"], _number(one["amount"]), _number(one["days"]))
        for one in standing.fixes
    )


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:.2f}"


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
