"""The same thing entered twice: bills and invoices by number, bills and payments by amount within a week."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import timedelta
from itertools import pairwise

from core.papers import Paper
from runway.calculators.hygiene.issue import Issue, Kind
from runway.calculators.hygiene.said import called, on, placed

WITHIN = timedelta(days=7)
ROUTINE = 4
"""So many documents of one party over the same amount are a habit (a weekly fee), not a slip."""

PAYMENTS = ("Payment", "BillPayment")


def duplicate_bills(papers: Iterable[Paper]) -> Iterator[Issue]:
    """Of one vendor: the same number twice, or the same amount within seven days."""
    bills = _written(papers, ("Bill",))
    numbered = _by_number(bills)
    yield from (_issue(Kind.DUPLICATE_BILL, *pair, "number") for pair in numbered)
    told = {later.document for _, later in numbered}
    for earlier, later in _close_in_time(bills):
        if later.document not in told:
            yield _issue(Kind.DUPLICATE_BILL, earlier, later, "amount")


def duplicate_invoices(papers: Iterable[Paper]) -> Iterator[Issue]:
    """Of one customer: the same number twice. The same amount twice is ordinary among invoices."""
    for pair in _by_number(_written(papers, ("Invoice",))):
        yield _issue(Kind.DUPLICATE_INVOICE, *pair, "number")


def duplicate_payments(papers: Iterable[Paper]) -> Iterator[Issue]:
    """Of one party: the same amount within seven days."""
    for earlier, later in _close_in_time(_written(papers, PAYMENTS)):
        yield _issue(Kind.DUPLICATE_PAYMENT, earlier, later, "amount")


def _written(papers: Iterable[Paper], entities: tuple[str, ...]) -> list[Paper]:
    """By date and id; voided and empty ones stand for no money."""
    found = [p for p in papers if p.document.entity in entities and p.party_id and p.total and not p.voided]
    return sorted((p for p in found if p.on), key=lambda p: (p.on, _place(p.document.qbo_id)))


def _place(qbo_id: str) -> tuple[int, str]:
    """Ids count up as documents are entered."""
    return (int(qbo_id), "") if qbo_id.isdecimal() else (0, qbo_id)


def _by_number(papers: list[Paper]) -> list[tuple[Paper, Paper]]:
    """Neighbours with the same number, punctuation and case apart."""
    same = _grouped((p for p in papers if bare(p.document.number)), lambda p: bare(p.document.number))
    return [pair for group in same for pair in pairwise(group)]


def _close_in_time(papers: list[Paper]) -> Iterator[tuple[Paper, Paper]]:
    for group in _grouped(papers, lambda p: p.total):
        if len(group) < ROUTINE:
            yield from ((a, b) for a, b in pairwise(group) if a.on and b.on and b.on - a.on <= WITHIN)


def _grouped(papers: Iterable[Paper], by: Callable[[Paper], Hashable]) -> list[list[Paper]]:
    groups: dict[Hashable, list[Paper]] = defaultdict(list)
    for paper in papers:
        groups[paper.document.entity, paper.party_id, by(paper)].append(paper)
    return [group for group in groups.values() if len(group) > 1]


def bare(number: str) -> str:
    """A number without what people type differently: `KP-2198` and `kp 2198` are one."""
    return re.sub(r"[\W_]+", "", number).casefold()


def _issue(kind: Kind, earlier: Paper, later: Paper, same: str) -> Issue:
    """Known by the later one; both are uncertain, the money of one is at stake."""
    days = (later.on - earlier.on).days if later.on and earlier.on else 0
    apart = "on the same day" if days == 0 else "1 day apart" if days == 1 else f"{days} days apart"
    text = f"Same {same} as {called(earlier.document)} of {on(earlier.on)}, {apart}."
    touches = frozenset({earlier.document.name, later.document.name})
    amount = abs(later.total) if later.total is not None else None
    return Issue(kind, later.document, placed(later.party, later.document), text, later.on, amount, touches)
