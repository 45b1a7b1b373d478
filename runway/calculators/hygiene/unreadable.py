"""Records that count for nothing, or for less than they say: no money in them, or none that can be told."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from core.cash import Problem
from core.papers import Paper, SetAside
from runway.calculators.hygiene.issue import Issue, Kind
from runway.calculators.hygiene.said import called, money, placed

ASKING = ("Invoice", "Bill")
WINDOW = timedelta(days=180)


def odd_totals(papers: Iterable[Paper], today: date) -> Iterator[Issue]:
    """Invoices and bills of the last 180 days over nothing or less; voided ones are meant to be empty."""
    for paper in papers:
        recent = paper.on is None or paper.on >= today - WINDOW
        if paper.document.entity in ASKING and paper.total is not None and paper.total <= 0:
            if paper.voided or not recent:
                continue
            text = f"Its total is {money(paper.total)}, and it is not voided."
            where, touches = placed(paper.party, paper.document), frozenset({paper.document.name})
            yield Issue(Kind.TOTAL, paper.document, where, text, paper.on, abs(paper.total), touches)


def unreadable(objects: Iterable[SetAside]) -> Iterator[Issue]:
    """Objects in quarantine: what they are worth is not known."""
    for one in objects:
        where = called(one.document)
        text = f"Could not be read, so it is in no number: {one.reason}"
        touches = frozenset({one.document.name})
        yield Issue(
            Kind.UNREADABLE, one.document, where[:1].upper() + where[1:], text, one.since, None, touches
        )


def incomplete(problems: Iterable[Problem]) -> Iterator[Issue]:
    """Documents without a date, an amount or a rate, which are left out of the numbers for it."""
    seen = set()
    for problem in problems:
        if problem.document is None or problem.document in seen:
            continue
        seen.add(problem.document)
        where = called(problem.document)
        touches = frozenset({problem.document.name})
        amount = None if problem.amount is None or problem.kind == "unknown rate" else abs(problem.amount)
        yield Issue(
            Kind.INCOMPLETE,
            problem.document,
            where[:1].upper() + where[1:],
            problem.text,
            None,
            amount,
            touches,
        )
