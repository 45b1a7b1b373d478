"""Which days a report covers: its dates, their macros, the fallback QuickBooks takes in silence (API_FACTS 10.2)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from sandbox.books.money import is_day
from sandbox.faults import bad_number, invalid_enumeration

_DEFAULT = "This Fiscal Year-to-date"


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day of a report, ISO; `macro` is how they were found, "" when given as dates."""

    start: str
    end: str
    macro: str = ""


def _year(day: date) -> tuple[date, date]:
    return date(day.year, 1, 1), date(day.year, 12, 31)


def _month(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


_MACROS: dict[str, Callable[[date], tuple[date, date]]] = {
    "today": lambda d: (d, d),
    "yesterday": lambda d: (d - timedelta(days=1), d - timedelta(days=1)),
    "this month": _month,
    "this month-to-date": lambda d: (d.replace(day=1), d),
    "last month": lambda d: _month(d.replace(day=1) - timedelta(days=1)),
    "this fiscal year": _year,
    "this calendar year": _year,
    "this fiscal year-to-date": lambda d: (date(d.year, 1, 1), d),
    "this calendar year-to-date": lambda d: (date(d.year, 1, 1), d),
    "last fiscal year": lambda d: _year(date(d.year - 1, 1, 1)),
    "last calendar year": lambda d: _year(date(d.year - 1, 1, 1)),
    "all": lambda d: (date(1970, 1, 1), d),
}


def period_of(params: dict[str, str], today: str) -> Period:
    """The report's days: both dates, or a macro, or (with one date missing) the fiscal year to date without an error.

    Faults 2170 for an unknown macro, 2080 for what is no date.
    """
    start, end, macro = (params.get(key, "") for key in ("start_date", "end_date", "date_macro"))
    for key, value in (("start_date", start), ("end_date", end)):
        if value and not is_day(value):
            raise bad_number(key, value)
    if start and end and not macro:
        return Period(start, end)
    found = _MACROS.get((macro or _DEFAULT).lower())
    if found is None:
        raise invalid_enumeration("date_macro", macro)
    first, last = found(date.fromisoformat(today))
    return Period(first.isoformat(), last.isoformat(), macro or _DEFAULT)


def report_day(params: dict[str, str], today: str) -> tuple[str, str]:
    """(day, macro) of an aging report: report_date, else the end of the macro's period, else today."""
    day = params.get("report_date", "")
    if day and not is_day(day):
        raise bad_number("report_date", day)
    if day:
        return day, ""
    found = period_of({"date_macro": params.get("date_macro") or "Today"}, today)
    return found.end, found.macro.lower()
