"""Reads what people type for money and days, as they type it: "12,500", "$50k", "next Friday", "end of March"."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP"}
WORDS = {"dollar": "USD", "dollars": "USD", "usd": "USD", "euro": "EUR", "euros": "EUR", "pounds": "GBP"}
SCALES = {"": 1, "k": 1_000, "m": 1_000_000}
AMOUNT = re.compile(
    r"(?P<sign>[-\u2212+])?\s*(?P<before>[$€£]|[A-Za-z]{3,7})?\s*"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)\s*(?P<scale>[kKmM])?\s*(?P<after>[$€£]|[A-Za-z]{3,7})?"
)
LARGEST = Decimal("1e15")
CENT = Decimal("0.01")
WEEKDAYS = {name.lower(): number for number, name in enumerate(calendar.day_name)}
WEEKDAYS |= {name.lower(): number for number, name in enumerate(calendar.day_abbr)}
MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))


class Unread(ValueError):
    """What was typed is no amount in this currency; the message says what would be."""


@dataclass(frozen=True, slots=True)
class Quick:
    """What was understood of one line; None where the line does not say it. `name` is what was left over."""

    name: str
    amount: Decimal | None
    is_out: bool | None
    on: date | None


def iso_day(text: str) -> date | None:
    """A day as addresses write it, `2026-11-23`; None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def amount(text: str, currency: str) -> Decimal:
    """`12,500.00`, `$50k`, `1.2m`, `-40`. Raises `Unread`: no number, another currency, parts of a cent, too large."""
    found = AMOUNT.fullmatch(text.strip())
    if not found:
        raise Unread(f"“{text.strip()[:40]}” is not an amount. Write it like 12,500.00 or 50k.")
    _check_currency(found["before"] or found["after"] or "", currency)
    value = Decimal(found["number"].replace(",", "")) * SCALES[(found["scale"] or "").lower()]
    if value >= LARGEST:
        raise Unread("This amount is too large to be meant.")
    if value != value.quantize(CENT):
        raise Unread("An amount has two decimals at most.")
    return -value if found["sign"] in ("-", "\u2212") else value


def quick(text: str, today: date, currency: str) -> Quick:
    """One line such as "pay lawyer 12k on Dec 3": its day, its amount, which way, and the rest as a name."""
    on, rest = _take_day(f" {text.strip()} ", today)
    value, rest = _take_amount(rest, currency)
    way = re.search(r"\b(pay|paying|out|owe|spend|buy)\b", rest, re.I)
    into = re.search(r"\b(receive|receiving|in|from|get|income)\b", rest, re.I)
    is_out = True if way or (value is not None and value < 0) else False if into else None
    rest = re.sub(r"\b(pay|paying|receive|receiving|out|in|get|on|by|expected)\b", " ", rest, flags=re.I)
    name = " ".join(rest.split()).strip(" ,.;:")
    return Quick(name[:1].upper() + name[1:100], abs(value) if value is not None else None, is_out, on)


def _check_currency(said: str, currency: str) -> None:
    named = SYMBOLS.get(said) or WORDS.get(said.lower()) or said.upper()
    if named and named != currency:
        raise Unread(f"Amounts are in {currency} here, and this says {named}. Give its worth in {currency}.")


def _take_amount(text: str, currency: str) -> tuple[Decimal | None, str]:
    """The first amount with a currency or a scale, else the first number."""
    tokens = re.finditer(r"(?<![\w.,])[-\u2212+]?[$€£]?\d[\d,]*(?:\.\d+)?[kKmM]?(?![\w])", text)
    found = sorted(tokens, key=lambda one: (not re.search(r"[$€£kKmM]", one[0]), one.start()))
    for token in found:
        try:
            return amount(token[0], currency), text[: token.start()] + " " + text[token.end() :]
        except Unread:
            continue
    return None, text


def _take_day(text: str, today: date) -> tuple[date | None, str]:
    """The first day that the line names, and the line without it."""
    for pattern, day_of in DAYS:
        found = re.search(rf"(?<=\s)(?:on |by |at )?{pattern}(?=\s|[,.;]\s)", text, re.I)
        day = day_of(found, today) if found else None
        if found and day:
            return day, text[: found.start()] + " " + text[found.end() :]
    return None, text


def _iso(found: re.Match[str], _today: date) -> date | None:
    try:
        return date.fromisoformat(found[1])
    except ValueError:
        return None


def _in_span(found: re.Match[str], today: date) -> date | None:
    many, unit = int(found[1]), found[2].lower()
    if many > 500:
        return None
    if unit == "month":
        months = today.month - 1 + many
        return _day_of(today.year + months // 12, months % 12 + 1, today.day)
    return today + timedelta(days=many * (7 if unit == "week" else 1))


def _weekday(found: re.Match[str], today: date) -> date:
    """The coming one; "next" is the one of the following week where the coming one is still in this week."""
    ahead = (WEEKDAYS[found[2].lower()] - today.weekday()) % 7 or 7
    day = today + timedelta(days=ahead)
    ends_week = today + timedelta(days=6 - today.weekday())
    return (
        day + timedelta(weeks=1) if (found[1] or "").strip().lower() == "next" and day <= ends_week else day
    )


def _month_day(found: re.Match[str], today: date) -> date | None:
    return _coming(MONTHS[found[1].lower()], int(found[2]), found[3], today)


def _day_month(found: re.Match[str], today: date) -> date | None:
    return _coming(MONTHS[found[2].lower()], int(found[1]), found[3], today)


def _month(found: re.Match[str], today: date) -> date | None:
    """A month alone is its last day: money that comes in it is there by then."""
    month = MONTHS[found[1].lower()]
    return _day_of(today.year + (month < today.month), month, 31)


def _coming(month: int, day: int, year: str | None, today: date) -> date | None:
    """The day in the year that is named, else in the first year in which it is not over."""
    if not 1 <= day <= calendar.monthrange(2024, month)[1]:
        return None
    if year:
        return _day_of(int(year), month, day)
    this = _day_of(today.year, month, day)
    return this if this >= today else _day_of(today.year + 1, month, day)


def _day_of(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


DAYS = (
    (r"(\d{4}-\d\d-\d\d)", _iso),
    (rf"({MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?(?:,? (\d{{4}}))?", _month_day),
    (rf"(\d{{1,2}})(?:st|nd|rd|th)? ({MONTH})\.?(?:,? (\d{{4}}))?", _day_month),
    (r"in (\d{1,3}) (day|week|month)s?", _in_span),
    (r"(today)", lambda _found, today: today),
    (r"(tomorrow)", lambda _found, today: today + timedelta(days=1)),
    (rf"(next |this )?({WEEKDAY})", _weekday),
    (rf"(?:in |end of )({MONTH})", _month),
)
