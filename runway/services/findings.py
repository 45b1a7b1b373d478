"""Runs every calculator of the tray over one snapshot."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain

from core.cash import Balance
from runway.calculators.course import Course, course_of
from runway.calculators.hygiene import accounts, dates, duplicates, old, parties, unreadable, untied
from runway.calculators.hygiene.absent import missing_bills
from runway.calculators.hygiene.effect import by_effect
from runway.calculators.hygiene.foreseen import Foreseen, foreseen, priced, reserved
from runway.calculators.hygiene.issue import Issue
from runway.calculators.hygiene.unexplained_money import unexplained_money
from runway.calculators.outlook import Outlook
from runway.calculators.position import Position
from runway.calculators.unexplained import Span, without_rest
from sync.orchestrators.hygiene_tray import HygieneSnapshot


@dataclass(frozen=True, slots=True)
class Findings:
    """All issues by effect, the outlook whose average daily outflow prices them, and the forecast's share in them.

    `course` is None where nothing ahead is told.
    """

    issues: tuple[Issue, ...]
    outlook: Outlook
    names: dict[str, str]
    untold: tuple[Balance, ...]
    flow: Foreseen
    course: Course | None

    @property
    def daily(self) -> Decimal | None:
        return self.outlook.buffer.daily

    @property
    def spans(self) -> tuple[Span, ...]:
        return self.outlook.spans


def find(snapshot: HygieneSnapshot, position: Position) -> Findings:
    """Everything odd in the books on a day; documents that people left out are looked at too."""
    books, seen, today = snapshot.books, position.outlook, position.today
    names = {balance.account_id: balance.name for balance in books.balances}
    base, absent = position.expected, position.ahead.expected
    found = chain(
        _in_documents(snapshot, today),
        _in_accounts(snapshot, today),
        unexplained_money(seen.spans, names, position.rests),
        missing_bills(absent, reserved(base, absent)),
    )
    issues = by_effect(priced(_once(found), base))
    return Findings(
        issues=issues,
        outlook=seen,
        names=names,
        untold=without_rest(seen.spans, books.balances),
        flow=foreseen(base, issues),
        course=course_of(base) if position.told else None,
    )


def _in_documents(snapshot: HygieneSnapshot, today: date) -> Iterator[Issue]:
    items, papers = (*snapshot.books.open_items, *snapshot.books.left_out), snapshot.papers
    yield from dates.no_due_date(items)
    yield from dates.future_dated(items, today)
    yield from dates.due_before_issued(items)
    yield from old.silent(items, papers, today)
    yield from old.old(items, today)
    yield from old.unused(items)
    yield from duplicates.duplicate_bills(papers)
    yield from duplicates.duplicate_invoices(papers)
    yield from duplicates.duplicate_payments(papers)
    yield from unreadable.odd_totals(papers, today)
    yield from parties.near_equal_names(snapshot.parties, items)
    yield from parties.without_terms(snapshot.parties, items)
    yield from unreadable.unreadable(snapshot.set_aside)
    yield from unreadable.incomplete(snapshot.books.problems)


def _in_accounts(snapshot: HygieneSnapshot, today: date) -> Iterator[Issue]:
    books = snapshot.books
    yield from accounts.negative_balances(books.balances)
    yield from accounts.vague(snapshot.vague, snapshot.unsorted)
    yield from accounts.undeposited(books.balances, books.flows, today)
    yield from untied.untied(snapshot.untied)


def _once(issues: Iterator[Issue]) -> Iterator[Issue]:
    """One issue for each kind and object: a journal entry may be open on several lines."""
    seen = set()
    for issue in issues:
        key = (issue.kind, issue.about.entity, issue.about.qbo_id)
        if key not in seen:
            seen.add(key)
            yield issue
