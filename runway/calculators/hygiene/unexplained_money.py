"""Prices what moved a bank account and is in no document."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from core.cash import ZERO, Document
from runway.calculators.hygiene.issue import Issue, Kind
from runway.calculators.hygiene.said import money, on
from runway.calculators.unexplained import Span


def unexplained_money(spans: Iterable[Span], names: Mapping[str, str]) -> Iterator[Issue]:
    """One issue an account where the movements that can be read do not add up to its balance."""
    of: dict[str, list[Span]] = defaultdict(list)
    for span in spans:
        of[span.account_id].append(span)
    for account_id, theirs in of.items():
        odd = [span for span in theirs if span.unexplained]
        if odd:
            text = _said(theirs)
            name = names.get(account_id, account_id)
            about = Document("Account", account_id)
            at_stake = sum((abs(span.unexplained) for span in odd), ZERO)
            yield Issue(Kind.UNEXPLAINED, about, name, text, odd[0].begins_on, at_stake)


def _said(spans: list[Span]) -> str:
    first, last = spans[0], spans[-1]
    moved = sum((span.movements for span in spans), ZERO)
    parts = (
        f"{money(first.opening)} before {on(first.begins_on)}",
        f"{money(moved)} of movements that can be read",
        f"{money(last.closing - first.opening - moved)} unexplained",
    )
    return f"{' + '.join(parts)} = {money(last.closing)}. Payroll cheques, for one, cannot be read."
