"""Prices what moved a bank account and is in no document."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal

from core.cash import Document
from runway.calculators.hygiene.issue import Issue, Kind
from runway.calculators.hygiene.said import counted, money, on
from runway.calculators.unexplained import Span
from runway.calculators.weekly_rest import WeekRest

PRICED_DAYS = 91
WEEKS_SAID = 4
CENT = Decimal("0.01")


def unexplained_money(
    spans: Iterable[Span], names: Mapping[str, str], weeks: Iterable[WeekRest] = ()
) -> Iterator[Issue]:
    """One issue an account where the movements that can be read do not add up to its balance.

    At stake is its average over the span for 13 weeks, as the other prices look 13 weeks ahead; of a shorter span
    all of it. `weeks` are those of which it is known how much of it is theirs.
    """
    weeks = tuple(weeks)
    for span in spans:
        if span.unexplained:
            name = names.get(span.account_id, span.account_id)
            theirs = [week for week in weeks if week.account_id == span.account_id and week.unexplained]
            theirs = theirs[-WEEKS_SAID:]
            about = Document("Account", span.account_id)
            yield Issue(Kind.UNEXPLAINED, about, name, _said(span, theirs), span.begins_on, _worth(span))


def _worth(span: Span) -> Decimal:
    priced = abs(span.unexplained) * min(PRICED_DAYS, _days(span)) / _days(span)
    return priced.quantize(CENT, ROUND_HALF_UP)


def _days(span: Span) -> int:
    return (span.ends_on - span.begins_on).days


def _said(span: Span, weeks: Iterable[WeekRest]) -> str:
    parts = (
        f"{money(span.opening)} before {on(span.begins_on)}",
        f"{money(span.movements)} of movements that can be read",
        f"{money(span.unexplained)} unexplained",
    )
    over = f"over {counted(_days(span), 'day')}, about {money(abs(span.unexplained) / _days(span))} a day"
    of_weeks = "; ".join(map(_of_week, weeks))
    of_it = f"Of it {of_weeks}. " if of_weeks else ""
    return (
        f"{' + '.join(parts)} = {money(span.closing)}, {over}. {of_it}"
        "At stake is that for 13 weeks. Payroll cheques, for one, cannot be read."
    )


def _of_week(week: WeekRest) -> str:
    """Of several weeks where nothing was read between; of one that is not over what it is so far."""
    if not week.is_over:
        return f"{money(week.unexplained)} after {on(week.begins_on)} so far"
    weeks = "week" if week.weeks == 1 else f"{week.weeks} weeks"
    return f"{money(week.unexplained)} in the {weeks} to {on(week.until)}"
