"""Bills that QuickBooks says it will post by itself: its automated recurring transactions (RUNWAY 4, API_FACTS 9.18).

Which speaks for a bill to come: the bill itself as soon as it is entered, then what was seen to recur, then the
template. What was seen tells when money really leaves and stays even where a template is forgotten; the template
tells what the next bill amounts to, and alone speaks for what is not seen to recur of its vendor yet.
"""

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from core.cash import ZERO, Document, OpenItem
from core.dealings import Settled, Template
from runway.calculators.billed import BILL
from runway.calculators.cadence import MONTH_END, SHIFTED, STEP, Cadence, Rhythm
from runway.calculators.cents import CENT
from runway.calculators.entries import Rule
from runway.calculators.expected import Expected, is_alike
from runway.calculators.planned import Planned
from runway.calculators.recurring import LATEST, NOWHERE, PostedTo, Series
from runway.calculators.rows import row_of_outflow
from runway.calculators.weeks import DAY

AUTOMATED = "automated"
OfParty = TypeVar("OfParty", Series, Settled)
SLOW = Cadence.QUARTERLY
"""Of what comes once in half a year or a year, one date at most is within the forecast."""
CADENCES = {
    ("weekly", 1): Cadence.WEEKLY,
    ("weekly", 2): Cadence.BIWEEKLY,
    ("monthly", 1): Cadence.MONTHLY,
    ("monthly", 3): Cadence.QUARTERLY,
    ("monthly", 6): SLOW,
    ("monthly", 12): SLOW,
    ("yearly", 1): SLOW,
}
ONCE = {("monthly", 6): "every six months", ("monthly", 12): "yearly", ("yearly", 1): "yearly"}
READ_AGAIN = timedelta(days=14)  # templates are read weekly: a date that passed since is no contradiction
MONEY_IN = frozenset({"Invoice", "SalesReceipt", "Deposit"})


@dataclass(frozen=True, slots=True)
class Stated:
    """A template that nothing was seen of yet, and the series that it speaks of."""

    template: Template
    series: Series


@dataclass(frozen=True, slots=True)
class Matched:
    """The template behind each series, by the key of the series; and those that count alone."""

    behind: Mapping[str, Template]
    alone: tuple[Template, ...]

    @property
    def counted(self) -> frozenset[Document]:
        """Templates whose own amounts are in the forecast."""
        return frozenset(one.document for one in (*self.behind.values(), *self.alone))


def why_not(template: Template, today: date) -> str:
    """Why the forecast does not count on it, for people; empty where it does. The gravest reason only."""
    if template.recurs.casefold() != AUTOMATED:
        return "not counted by itself: QuickBooks posts it only when a person does"
    if template.kind != "Bill":
        return _not_a_bill(template.kind)
    if not template.party or template.amount is None or template.amount <= 0:
        return "not counted: its vendor or amount is unknown"
    if template.currency:
        return "not counted: in a foreign currency, at a rate that nobody knows yet"
    return _no_dates(template, today)


def _not_a_bill(kind: str) -> str:
    if kind in MONEY_IN:
        return "not counted by itself: sales to come are in the averages of past weeks"
    return "not counted by itself: what it moves is counted where it was seen to recur"


def _no_dates(template: Template, today: date) -> str:
    on, end = template.next_on, template.end_on
    if on is None or not template.unit:
        return "not counted: its schedule is unknown"
    if _pace(template) not in CADENCES:
        return f"not counted: {template.every.lower()} is no rhythm that the forecast follows"
    if end is not None and end < max(on, today):
        return f"not counted: it ended on {end:%b} {end.day}, {end.year}"
    if on < today - READ_AGAIN:
        return "not counted: its next date is long over"
    return ""


def as_called(
    templates: Iterable[Template], settled: Iterable[Settled], items: Iterable[OpenItem]
) -> tuple[Template, ...]:
    """Templates with their vendors called as their bills call them, by the id: a vendor may have a new name."""
    bills = [(one.issued_on or date.min, one.document, one.party_id, one.party) for one in settled]
    bills += [(item.issued_on or date.min, item.document, item.party_id, item.party) for item in items]
    names = {party_id: party for _, _, party_id, party in sorted(bills) if party_id and party}
    return tuple(replace(one, party=names.get(one.party_id, one.party)) for one in templates)


def stated_series(
    alone: Iterable[Template],
    seen: Iterable[Series],
    settled: Sequence[Settled],
    today: date,
    posted_to: PostedTo = NOWHERE,
) -> tuple[Stated, ...]:
    """A series for each template that counts alone beside what is seen to recur, as if its bills were seen.

    Its money leaves as many days after as this vendor's last bills were paid after their own date, or any vendor's
    where this one has none.
    """
    of_party = Counter(one.party for one in seen if one.kind == BILL)
    found = []
    for template in sorted(alone, key=lambda one: one.document):
        of_party[template.party] += 1
        series = _series(template, of_party[template.party], settled, today, posted_to)
        found.append(Stated(template, series))
    return tuple(found)


def stated_dates(
    found: Iterable[Expected], stated: Iterable[Stated], planned: Iterable[Planned]
) -> Iterator[Expected]:
    """The dates that templates really have: none after their end, of slow ones the next alone.

    A known item of the template's name or vendor, like amount and half a period at most away is that money told by a
    person, who comes first.
    """
    by_key = {one.series.key: one.template for one in stated}
    known = [plan for plan in planned if plan.rule is Rule.KNOWN and plan.amount < 0]
    for e in found:
        template = by_key[e.series.key]
        if _has(template, e.on) and not any(_is_same(plan, e, template) for plan in known):
            yield replace(e, stated=f"QuickBooks posts it by itself: {_words(template)}")


def restated(found: Iterable[Expected], behind: Mapping[str, Template]) -> Iterator[Expected]:
    """What recurs, at the amount of the template behind it from its next date on, which weekends may move.

    Money of a date after the template's end stays as it was seen, and says that the template ended.
    """
    for e in found:
        template = behind.get(e.series.key)
        yield _restated(e, template) if template else e


def _restated(e: Expected, template: Template) -> Expected:
    on = _latest_by(_rhythm(template), e.on + DAY * SHIFTED)
    if on is None:
        return e
    if not _has(template, on):
        return replace(e, stated=f"QuickBooks does not post it by itself any more: {_ended(template)}")
    return replace(
        e, amount=_out(template), stated=f"amount as QuickBooks posts it by itself: {_words(template)}"
    )


def _latest_by(rhythm: Rhythm, until: date) -> date | None:
    """The template's latest date up to a day, whose bill money of that day pays; None before its next one."""
    return max(rhythm.after(-1, until), default=None)


def matched(
    templates: Iterable[Template], seen: Iterable[Series], settled: Iterable[Settled], today: date
) -> Matched:
    """Templates that count, beside what is seen to recur of their vendors.

    A series is of a template where their amounts are alike, or a bill of like amount was paid on one of its dates:
    one payment may be of several bills. Where a template and a series have only each other and one rhythm, the
    template is behind it; one that has no series counts alone; else nobody knows, and what was seen stands for it.
    """
    theirs = _by_party(one for one in seen if one.amount < 0)
    bills = _by_party(settled)
    counting = [one for one in templates if not why_not(one, today)]
    series_of = {
        one.document: [s for s in theirs[one.party] if _may_be(one, s, bills[one.party])] for one in counting
    }
    claims = Counter(series.key for found in series_of.values() for series in found)
    pairs = [(found[0], one) for one in counting if len(found := series_of[one.document]) == 1]
    return Matched(
        behind={s.key: one for s, one in pairs if claims[s.key] == 1 and _is_behind(one, s)},
        alone=tuple(one for one in counting if not series_of[one.document]),
    )


def _by_party(rows: Iterable[OfParty]) -> dict[str, list[OfParty]]:
    found: dict[str, list[OfParty]] = defaultdict(list)
    for row in rows:
        found[row.party].append(row)
    return found


def _may_be(template: Template, series: Series, bills: Iterable[Settled]) -> bool:
    amount = template.amount or ZERO
    paid = (one for one in bills if one.amount is None or is_alike(one.amount, amount))
    return is_alike(amount, abs(series.amount)) or any(one.paid_on in series.dates for one in paid)


def _is_behind(template: Template, series: Series) -> bool:
    like, pace = is_alike(template.amount or ZERO, abs(series.amount)), _pace(template)
    return like and pace not in ONCE and CADENCES[pace] is series.rhythm.cadence


def _is_same(plan: Planned, e: Expected, template: Template) -> bool:
    named = plan.text.casefold() in (template.name.casefold(), template.party.casefold())
    return named and abs(plan.on - e.on) <= e.series.rhythm.half and is_alike(-plan.amount, -e.amount)


def _has(template: Template, on: date) -> bool:
    is_next = _pace(template) not in ONCE or on == template.next_on
    return is_next and (template.end_on is None or on <= template.end_on)


def _series(
    template: Template, place: int, settled: Sequence[Settled], today: date, posted_to: PostedTo
) -> Series:
    rhythm, bills = _rhythm(template), _latest_bills(settled)
    theirs = [one for one in bills if one.party == template.party]
    names = (one.document.name for one in theirs)
    accounts = next((posted_to[name] for name in names if name in posted_to), ())
    return Series(
        kind=BILL,
        party=template.party,
        row=row_of_outflow(BILL, template.party, accounts),
        rhythm=rhythm,
        amount=_out(template),
        dates=(rhythm.on(_last_before(rhythm, today)),),
        slips=_days_to_pay(theirs) or _days_to_pay(bills) or (0,),
        spread=ZERO,
        documents=(),
        place=place,
    )


def _rhythm(template: Template) -> Rhythm:
    """Number 0 is the next date."""
    cadence, on = CADENCES[_pace(template)], template.next_on or date.min
    return Rhythm(cadence, on, () if cadence in STEP else (_day(template, on),))


def _day(template: Template, on: date) -> int:
    """The day of the month where its next date agrees with it, else that date's own; a last day is the last of each."""
    last = monthrange(on.year, on.month)[1]
    if template.day and min(template.day, last) == on.day:
        return template.day
    return MONTH_END if on.day == last else on.day


def _last_before(rhythm: Rhythm, today: date) -> int:
    """The number of the last date before the next one, and before today."""
    number = -1
    while rhythm.on(number + 1) < today:
        number += 1
    return number


def _latest_bills(settled: Iterable[Settled]) -> list[Settled]:
    bills = (one for one in settled if one.document.entity == "Bill")
    return sorted(bills, key=lambda one: (one.paid_on, one.document), reverse=True)


def _days_to_pay(latest_bills: Iterable[Settled]) -> tuple[int, ...]:
    """Days from the date of a bill to its payment, of the latest."""
    return tuple((one.paid_on - one.issued_on).days for one in latest_bills if one.issued_on)[:LATEST]


def _out(template: Template) -> Decimal:
    """What it takes, as money moves."""
    return -(template.amount or ZERO).quantize(CENT)


def _pace(template: Template) -> tuple[str, int]:
    return template.unit.casefold(), template.count


def _words(template: Template) -> str:
    return f"{_called(template)}, next on {template.next_on}"


def _ended(template: Template) -> str:
    return f"{_called(template)}, to {template.end_on}"


def _called(template: Template) -> str:
    pace = _pace(template)
    often = ONCE.get(pace) or CADENCES[pace]
    return f"“{template.name}”, {often}" if template.name else often
