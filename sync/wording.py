"""Differences in words: which document, and what either side says of it."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from django.db import models

from core.mirror import Mirror, children_of
from sync.comparing import Unlike, UnlikeLine, Values
from sync.differences import Difference, DifferenceKind

NUMBERS, PARTIES = ("doc_number", "name", "reference"), ("customer_name", "vendor_name", "party_name")
LINES_SAID, LONGEST_VALUE = 3, 60
SAID = {
    DifferenceKind.STALE: "the mirror had an older version with",
    DifferenceKind.CHANGED: "the mirror had",
    DifferenceKind.LINES: "the mirror had",
}


def difference(model: type[Mirror], found: Unlike, kind: DifferenceKind, *, repaired: bool) -> Difference:
    """One document that is not the same on both sides, named and told."""
    mirror, qbo = _sides(model, found, kind)
    said = _said(found, kind, mirror, qbo)
    words = f"{document(model, found.qbo_id, found.qbo or found.mirror)}: {said}"
    return Difference(model.qbo.name, found.qbo_id, kind, mirror, qbo, repaired, words)


def document(model: type[Mirror], qbo_id: str, values: Values) -> str:
    """A document as people know it: "Bill 1045 (id 23), Granite Supply, 2026-03-02, 120 USD", as far as it says."""
    number = next((values[name] for name in NUMBERS if values.get(name)), "")
    head = f"{model.qbo.name} {_short(number)} (id {qbo_id})" if number else f"{model.qbo.name} id {qbo_id}"
    party = next((values[name] for name in PARTIES if values.get(name)), None)
    amount = _value(model, "total", values.get("total")) if values.get("total") else None
    money = f"{amount} {values.get('currency') or ''}".strip() if amount else None
    return ", ".join(filter(None, (head, _short(party), values.get("txn_on"), money)))


def _sides(model: type[Mirror], found: Unlike, kind: DifferenceKind) -> tuple[str, str]:
    if kind == DifferenceKind.MISSING:
        return "deleted" if found.is_deleted else "", document(model, found.qbo_id, found.qbo)
    if kind == DifferenceKind.EXTRA:
        return document(model, found.qbo_id, found.mirror), ""
    return "; ".join(_parts(model, found, "mirror")), "; ".join(_parts(model, found, "qbo"))


def _said(found: Unlike, kind: DifferenceKind, mirror: str, qbo: str) -> str:
    if kind == DifferenceKind.MISSING:
        had = "had it as deleted" if found.is_deleted else "did not have it"
        return f"QuickBooks has it, the mirror {had}."
    if kind == DifferenceKind.EXTRA:
        return "the mirror had it, QuickBooks does not."
    return f"{SAID[kind]} {mirror}; QuickBooks has {qbo}."


def _parts(model: type[Mirror], found: Unlike, side: str) -> Iterator[str]:
    """What one side says where the other says something else: columns, lines, and at least what is left of it."""
    values: Values = getattr(found, side)
    columns = found.columns()
    yield from (f"{name} {_value(model, name, values.get(name))}" for name in columns)
    for line in found.lines[:LINES_SAID]:
        yield _line(model, line, side)
    if len(found.lines) > LINES_SAID:
        yield f"{len(found.lines) - LINES_SAID} more lines"
    if not columns and not found.lines:
        yield _rest(found, side)


def _line(model: type[Mirror], line: UnlikeLine, side: str) -> str:
    mine: Values | None = getattr(line, side)
    theirs = line.qbo if side == "mirror" else line.mirror
    if mine is None:
        return f"no {line.name} {line.position + 1}"
    child = next(each for each in children_of(model) if each._meta.verbose_name == line.name)
    unlike = [name for name in mine if theirs is None or mine[name] != theirs[name]]
    said = ", ".join(f"{name} {_value(child, name, mine[name])}" for name in unlike if theirs or mine[name])
    return f"{line.name} {line.position + 1} with {said}" if said else f"{line.name} {line.position + 1}"


def _rest(found: Unlike, side: str) -> str:
    """Columns and lines are the same: another version is claimed, or keys that have no column are not the same."""
    at, token = found.mirror_version if side == "mirror" else found.qbo_version
    if found.mirror_version != found.qbo_version:
        return f"version {token} of {_instant(at)}"
    if not found.keys():
        return "a reading that is yet to come" if side == "mirror" else "none later than this one"
    keys = found.mirror_keys if side == "mirror" else found.qbo_keys
    return f"other values of {', '.join(keys)} in the payload" if keys else "no such values in the payload"


def _value(model: type[models.Model], name: str, value: str | None) -> str:
    if value is None:
        return "none"
    if isinstance(model._meta.get_field(name), models.DecimalField):
        number = Decimal(value)
        return format(number.normalize(), "f") if number.is_finite() else value
    return _short(value) or "empty"


def _short(value: str | None) -> str:
    text = " ".join((value or "").split())
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def _instant(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at else "no time"
