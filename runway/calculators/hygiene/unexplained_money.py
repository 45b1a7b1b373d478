"""Prices what moved a bank account and is in no document."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal

from core.cash import ZERO, Document
from runway.calculators.hygiene.issue import Issue, Kind
from runway.calculators.hygiene.said import counted, money, on
from runway.calculators.unexplained import Span

PRICED_DAYS = 91
CENT = Decimal("0.01")


def unexplained_money(spans: Iterable[Span], names: Mapping[str, str]) -> Iterator[Issue]:
    """One issue an account where the movements that can be read do not add up to its balance.

    At stake is its average over the span for 13 weeks, as the other prices look 13 weeks ahead; of a shorter span
    all of it.
    """
    of: dict[str, list[Span]] = defaultdict(list)
    for span in spans:
        of[span.account_id].append(span)
    for account_id, theirs in of.items():
        odd = [span for span in theirs if span.unexplained]
        if odd:
            name = names.get(account_id, account_id)
            about = Document("Account", account_id)
            yield Issue(Kind.UNEXPLAINED, about, name, _said(theirs), odd[0].begins_on, _worth(theirs))


def _worth(spans: list[Span]) -> Decimal:
    total = sum((abs(span.unexplained) for span in spans), ZERO)
    priced = total * min(PRICED_DAYS, _days(spans)) / _days(spans)
    return priced.quantize(CENT, ROUND_HALF_UP)


def _days(spans: list[Span]) -> int:
    return (spans[-1].ends_on - spans[0].begins_on).days


def _said(spans: list[Span]) -> str:
    first, last = spans[0], spans[-1]
    moved = sum((span.movements for span in spans), ZERO)
    rest = last.closing - first.opening - moved
    parts = (
        f"{money(first.opening)} before {on(first.begins_on)}",
        f"{money(moved)} of movements that can be read",
        f"{money(rest)} unexplained",
    )
    span = f"over {counted(_days(spans), 'day')}, about {money(abs(rest) / _days(spans))} a day"
    return (
        f"{' + '.join(parts)} = {money(last.closing)}, {span}. "
        "At stake is that for 13 weeks. Payroll cheques, for one, cannot be read."
    )
