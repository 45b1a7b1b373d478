"""A forecast and its sheet as JSON and back, so that a past Monday is shown, bridged and scored as it was (RUNWAY 4).

Amounts are kept as they came out, not the chances that they came from, and the sheet line by line as it was shown: no
later rule changes a kept week.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from core.cash import Document
from runway.calculators.actuals import Actual
from runway.calculators.base_case import DAYS, BaseCase
from runway.calculators.chances import LATER
from runway.calculators.curve import Point
from runway.calculators.entries import Entry, Rule
from runway.calculators.forecast import Band, Breach, Forecast, Odds
from runway.calculators.rows import Row
from runway.calculators.sheet import Line, Sheet
from runway.calculators.sheet_grid import SheetWeek

Json = dict[str, Any]
VERSION = 1


@dataclass(frozen=True, slots=True)
class ShownSheet:
    """The weeks and lines of a sheet that was shown on a day."""

    today: date
    weeks: tuple[SheetWeek, ...]
    lines: tuple[Line, ...]

    def line(self, key: str) -> Line:
        """The line of this key. KeyError where the sheet had none."""
        return {line.key: line for line in self.lines}[key]


def kept(forecast: Forecast, actuals: Iterable[Actual] = ()) -> Json:
    """What has to be kept of a forecast, and of what had happened by then, as JSON values."""
    base = forecast.base
    return {
        "version": VERSION,
        "today": base.today.isoformat(),
        "cash": str(base.cash),
        "available": [str(point.cash) for point in base.available],
        "closings": [str(point.cash) for point in base.closings],
        "entries": [_entry(entry, cents) for entry, cents in zip(base.entries, base.parts, strict=True)],
        "bands": [[str(band.p10), str(band.p50), str(band.p90)] for band in forecast.bands],
        "line": _text(forecast.line),
        "zero_odds": _odds(forecast.zero_odds),
        "line_odds": forecast.line_odds and _odds(forecast.line_odds),
        "zero_breach": _breach(forecast.zero_breach),
        "line_breach": _breach(forecast.line_breach),
        "payroll_uncovered": forecast.payroll_uncovered,
        "payroll_at_risk_on": _text(forecast.payroll_at_risk_on),
        "actuals": [_actual(actual) for actual in actuals],
    }


def as_it_was(told: Json) -> tuple[Forecast, tuple[Actual, ...]]:
    """The forecast and what had happened, as they were kept. ValueError for a version that is not known."""
    _readable(told)
    base = _base(told)
    days = [point.on for point in base.closings]
    line_odds = told["line_odds"]
    seen = Forecast(
        base=base,
        bands=tuple(Band(on, *map(Decimal, band)) for on, band in zip(days, told["bands"], strict=True)),
        line=_amount(told["line"]),
        zero_odds=_odds_of(told["zero_odds"]),
        line_odds=None if line_odds is None else _odds_of(line_odds),
        zero_breach=_breach_of(told["zero_breach"]),
        line_breach=_breach_of(told["line_breach"]),
        payroll_uncovered=told["payroll_uncovered"],
        payroll_at_risk_on=_day(told["payroll_at_risk_on"]),
    )
    return seen, tuple(map(_actual_of, told["actuals"]))


def kept_sheet(sheet: Sheet) -> Json:
    """What a sheet showed, as JSON values."""
    return {
        "version": VERSION,
        "today": sheet.today.isoformat(),
        "weeks": [[week.ends_on.isoformat(), week.is_actual] for week in sheet.weeks],
        "lines": [_line(line) for line in sheet.lines],
    }


def sheet_as_it_was(told: Json) -> ShownSheet:
    """The sheet as it was kept. ValueError for a version that is not known."""
    _readable(told)
    return ShownSheet(
        today=date.fromisoformat(told["today"]),
        weeks=tuple(
            SheetWeek(date.fromisoformat(ends_on), is_actual) for ends_on, is_actual in told["weeks"]
        ),
        lines=tuple(map(_line_of, told["lines"])),
    )


def _readable(told: Json) -> None:
    if told.get("version") != VERSION:
        raise ValueError(f"This week was kept as version {told.get('version')}; only {VERSION} can be read.")


def _base(told: Json) -> BaseCase:
    today = date.fromisoformat(told["today"])
    days = [date.fromordinal(today.toordinal() + ahead) for ahead in range(DAYS)]
    available, closings = (
        tuple(Point(on, Decimal(cash)) for on, cash in zip(days, told[name], strict=True))
        for name in ("available", "closings")
    )
    return BaseCase(
        today=today,
        cash=Decimal(told["cash"]),
        entries=tuple(map(_entry_of, told["entries"])),
        closings=closings,
        available=available,
        lowest=min(available, key=lambda point: (point.cash, point.on)),
        parts=np.array([_parts_of(entry) for entry in told["entries"]], np.int64).reshape(-1, DAYS + 1),
    )


def _entry(entry: Entry, cents: Sequence[int]) -> Json:
    return {
        "key": entry.key,
        "row": entry.row.name,
        "rule": entry.rule.name,
        "amount": str(entry.amount),
        "party": entry.party,
        "documents": _documents(entry.documents),
        "assumption": entry.assumption,
        "probability": str(entry.probability),
        "due_on": _text(entry.due_on),
        "known_since": _text(entry.known_since),
        "cents": [[day, int(part)] for day, part in enumerate(cents) if part],
    }


def _entry_of(told: Json) -> Entry:
    return Entry(
        key=told["key"],
        row=Row[told["row"]],
        rule=Rule[told["rule"]],
        amount=Decimal(told["amount"]),
        chances=LATER,
        party=told["party"],
        documents=_documents_of(told["documents"]),
        assumption=told["assumption"],
        probability=Decimal(told["probability"]),
        due_on=_day(told["due_on"]),
        known_since=_day(told["known_since"]),
    )


def _parts_of(told: Json) -> list[int]:
    cents = [0] * (DAYS + 1)
    for day, part in told["cents"]:
        cents[day] = part
    return cents


def _actual(actual: Actual) -> Json:
    return {
        "on": actual.on.isoformat(),
        "amount": str(actual.amount),
        "row": actual.row.name,
        "party": actual.party,
        "documents": _documents(actual.documents),
        "key": actual.key,
    }


def _actual_of(told: Json) -> Actual:
    return Actual(
        on=date.fromisoformat(told["on"]),
        amount=Decimal(told["amount"]),
        row=Row[told["row"]],
        party=told["party"],
        documents=_documents_of(told["documents"]),
        key=told["key"],
    )


def _line(line: Line) -> Json:
    return {
        "key": line.key,
        "name": line.name,
        "amounts": [_text(amount) for amount in line.amounts],
        "total": _text(line.total),
        "row": line.row and line.row.name,
        "made_of": list(line.made_of),
    }


def _line_of(told: Json) -> Line:
    return Line(
        key=told["key"],
        name=told["name"],
        amounts=tuple(map(_amount, told["amounts"])),
        total=_amount(told["total"]),
        row=Row.__members__.get(told["row"]),
        made_of=tuple(told["made_of"]),
    )


def _documents(documents: Iterable[Document]) -> list[list[str]]:
    return [[document.entity, document.qbo_id, document.number] for document in documents]


def _documents_of(told: Iterable[Sequence[str]]) -> tuple[Document, ...]:
    return tuple(Document(*parts) for parts in told)


def _odds(odds: Odds) -> Json:
    return {"amount": str(odds.amount), "on_day": list(odds.on_day), "by_day": list(odds.by_day)}


def _odds_of(told: Mapping[str, Any]) -> Odds:
    return Odds(Decimal(told["amount"]), tuple(told["on_day"]), tuple(told["by_day"]))


def _breach(breach: Breach | None) -> list[Any] | None:
    return None if breach is None else [breach.on.isoformat(), breach.probability]


def _breach_of(told: Sequence[Any] | None) -> Breach | None:
    return None if told is None else Breach(date.fromisoformat(told[0]), told[1])


def _text(fact: date | Decimal | None) -> str | None:
    return None if fact is None else str(fact)


def _day(told: str | None) -> date | None:
    return None if told is None else date.fromisoformat(told)


def _amount(told: str | None) -> Decimal | None:
    return None if told is None else Decimal(told)
