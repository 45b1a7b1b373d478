"""Flow: mirrored. The hygiene tray of one business: what is odd in its books, and what people said about it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from core.cash import ZERO, Document
from core.clock import local_date
from core.models import Business
from core.moment import one_moment
from runway.calculators.hygiene.effect import at_stake, days_at_stake, score, severity, total_days
from runway.calculators.hygiene.issue import Kind
from runway.calculators.position import Position
from runway.models import Verdict
from runway.services.as_of import as_of
from runway.services.findings import Findings, find
from runway.services.kept import kept
from runway.services.marks import marks_of
from runway.services.notes import Said, notes_of
from runway.services.overlay import as_said
from runway.services.owned import owned_of
from runway.services.position import position_of
from runway.services.quickbooks_links import link
from runway.services.refusals import refusal, too_old, warning
from runway.services.tray_page import Bank, Chip, Gone, Group, Row, Show, Tray, TrayPage
from runway.services.tray_words import FIXES, TITLES
from runway.services.twins import PLURALS, Papers
from sync.orchestrators.freshness import freshness_of
from sync.orchestrators.hygiene_tray import HygieneSnapshot, HygieneTrayDataOrchestrator

SHOWN, IDLE = 25, 3
SETTLED = (Verdict.ACCEPTED, Verdict.EXCLUDED)
CHIPS = {
    Show.OPEN: "Open",
    Show.ASKED: "Client asked",
    Show.ACCEPTED: "Accepted",
    Show.EXCLUDED: "Left out",
}
VERDICTS = {
    Show.OPEN: (Verdict.NONE, Verdict.ASKED),
    Show.ASKED: (Verdict.ASKED,),
    Show.ACCEPTED: (Verdict.ACCEPTED,),
    Show.EXCLUDED: (Verdict.EXCLUDED,),
}
Key = tuple[str, str, str]


class Snapshots(Protocol):
    """Whatever gives what the tray looks at as a frozen snapshot."""

    def load(self, today: date, now: datetime) -> HygieneSnapshot:
        """The books as they are known at `now`."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many issues are open, and the money and buffer days at stake in them; None is unknown."""

    issues: int
    amount: Decimal
    days: Decimal | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What the tray takes from the books with people's word on them: open documents, those that may be two, findings.

    The rest of what was looked at is left behind, so that little is kept: movements, most papers, parties.
    """

    snapshot: HygieneSnapshot
    findings: Findings


@dataclass(frozen=True, slots=True)
class Looked:
    """The books with people's word on them, what was found, and what was said.

    `position` is what it was found with, of the same moment; None where what was found is kept.
    """

    snapshot: HygieneSnapshot
    findings: Findings
    notes: tuple[Said, ...]
    rows: tuple[Row, ...]
    position: Position | None = None


class TrayService:
    """Makes the tray page of one business."""

    def __init__(self, business: Business, orchestrator: Snapshots | None = None) -> None:
        self.business, self.orchestrator = business, orchestrator

    def page(self, now: datetime, show: Show = Show.OPEN, kind: str = "") -> TrayPage:
        """The tray at an instant; with a kind named, all of its issues. Refuses rather than shows parts."""
        today = local_date(now, self.business.timezone)
        looked = self.look(now)
        freshness = looked.snapshot.books.freshness
        age = as_of(freshness.as_of, now, self.business.timezone, connected=freshness.connected)
        looked = _untold(looked) if too_old(age, "tray") else looked
        refused = refusal(looked.snapshot.books, "tray")
        return TrayPage(
            name=self.business.name,
            slug=self.business.slug,
            currency=self.business.home_currency,
            today=today,
            as_of=age,
            show=show,
            tray=None if refused else _tray(looked, show, kind),
            refusal=refused,
            warning=None if refused else warning(freshness),
        )

    def issues(self, now: datetime, show: Show = Show.OPEN, kind: str = "") -> tuple[Row, ...]:
        """The issues of a filter, most money at stake first, whatever their kind; none where the books are not fit."""
        looked = self.look(now)
        if refusal(looked.snapshot.books, "tray"):
            return ()
        return tuple(
            row for row in looked.rows if _verdict(row) in VERDICTS[show] and kind in ("", row.issue.kind)
        )

    def waiting(self, now: datetime) -> Waiting:
        """What the board shows of the tray."""
        return waiting_in(self.look(now))

    def look(self, now: datetime) -> Looked:
        """All issues, settled ones too; computed only where nothing is kept of these books (services/kept.py)."""
        notes, position = notes_of(self.business), None

        def compute() -> Seen:
            nonlocal position
            snapshot, position = self._sight(now)
            return _pared(Seen(snapshot, find(snapshot, position)))

        seen = (
            self._fresh(kept(self.business, "tray", Seen, now, compute))
            if self.orchestrator is None
            else compute()
        )
        rows = tuple(_rows(seen.snapshot, seen.findings, notes))
        return Looked(seen.snapshot, seen.findings, notes, rows, position)

    def _sight(self, now: datetime) -> tuple[HygieneSnapshot, Position]:
        """Books with people's word on them and where they stand, of one moment."""
        today = local_date(now, self.business.timezone)
        orchestrator = self.orchestrator or HygieneTrayDataOrchestrator(self.business)
        with one_moment():
            snapshot = orchestrator.load(today, now)
            books = as_said(snapshot.books, marks_of(self.business), notes_of(self.business))
            position = position_of(self.business, now, (books, owned_of(self.business, today)))
        return replace(snapshot, books=books), position

    def _fresh(self, seen: Seen) -> Seen:
        """What was kept, with how old its books are now."""
        freshness = freshness_of([self.business])[self.business.pk]
        books = replace(seen.snapshot.books, freshness=freshness)
        return replace(seen, snapshot=replace(seen.snapshot, books=books))


def _pared(seen: Seen) -> Seen:
    """One movement stays, by which books that have nothing but movements are told from empty ones."""
    books, outlook, course = seen.snapshot.books, seen.findings.outlook, seen.findings.course
    twins = {key for issue in seen.findings.issues if issue.kind in PLURALS for key in issue.touches}
    return Seen(
        replace(
            seen.snapshot,
            books=replace(books, flows=books.flows[:1], moved=None),
            papers=tuple(paper for paper in seen.snapshot.papers if paper.document.name in twins),
            parties=(),
            unsorted=(),
        ),
        replace(seen.findings, outlook=replace(outlook, movements=()), course=course and course.only(twins)),
    )


def _untold(looked: Looked) -> Looked:
    """The same of books too old to tell what lies ahead."""
    return replace(looked, findings=replace(looked.findings, course=None))


def open_rows(looked: Looked) -> list[Row]:
    """The issues that nobody has settled, most at stake first."""
    return [row for row in looked.rows if _is_open(row)]


def waiting_in(looked: Looked) -> Waiting:
    """What those issues amount to."""
    waiting = [row.issue for row in open_rows(looked)]
    amount = at_stake(waiting)
    return Waiting(len(waiting), amount, total_days(amount, looked.findings.daily))


def _rows(snapshot: HygieneSnapshot, findings: Findings, notes: Iterable[Said]) -> Iterable[Row]:
    said: Mapping[Key, Said] = {(word.kind, word.entity, word.qbo_id): word for word in notes}
    open_keys = {item.document.name for item in (*snapshot.books.open_items, *snapshot.books.left_out)}
    for issue in findings.issues:
        days = days_at_stake(issue.amount, findings.daily)
        yield Row(
            issue=issue,
            days=days,
            severity=severity(days),
            link=link(issue.opens or issue.about),
            fix=FIXES[issue.kind],
            may_exclude=issue.about.name in open_keys,
            said=said.get((issue.kind, *issue.about.name)),
        )


def _tray(looked: Looked, show: Show, kind: str) -> Tray:
    findings = looked.findings
    unsettled = [row.issue for row in looked.rows if _is_open(row)]
    amount, gone = at_stake(unsettled), _gone(looked)
    chosen = [row for row in looked.rows if _verdict(row) in VERDICTS[show]]
    return Tray(
        score=score(findings.flow, unsettled),
        open_count=len(unsettled),
        at_stake=amount,
        unpriced=sum(issue.amount is None for issue in unsettled),
        days=total_days(amount, findings.daily),
        daily=findings.daily if findings.daily else None,
        chips=_chips(looked.rows, gone, show),
        groups=_groups(chosen, kind, Papers.of(looked.snapshot, findings)),
        gone=tuple(word for word in gone if word.said.verdict in VERDICTS[show]),
        banks=tuple(_banks(findings)),
    )


def _banks(findings: Findings) -> Iterable[Bank]:
    for span in findings.spans:
        yield Bank(findings.names.get(span.account_id, span.account_id), span)
    for balance in findings.untold:
        yield Bank(balance.name, None)


def _chips(rows: Iterable[Row], gone: Iterable[Gone], show: Show) -> tuple[Chip, ...]:
    said = [_verdict(row) for row in rows] + [word.said.verdict for word in gone]
    return tuple(
        Chip(one, name, sum(verdict in VERDICTS[one] for verdict in said), one is show)
        for one, name in CHIPS.items()
    )


def _groups(rows: Iterable[Row], kind: str, papers: Papers) -> tuple[Group, ...]:
    """Kinds by their largest issue; of each the first rows, or all of the kind asked for."""
    by_kind: dict[Kind, list[Row]] = defaultdict(list)
    for row in rows:
        if kind in ("", row.issue.kind):
            by_kind[row.issue.kind].append(row)
    groups = [_group(one, theirs, bool(kind), papers) for one, theirs in by_kind.items()]
    return tuple(sorted(groups, key=_largest_first))


def _largest_first(group: Group) -> tuple[bool, Decimal, str]:
    """What is worth nothing comes last, after what is worth no one knows how much."""
    worth = group.rows[0].issue.amount
    return (worth == ZERO, -(worth or ZERO), group.title)


def _group(kind: Kind, rows: list[Row], every: bool, papers: Papers) -> Group:
    chosen = rows if every else _foremost(rows)
    first = tuple(replace(row, twins=papers.twins(row.issue)) for row in chosen)
    known = any(row.issue.amount is not None for row in rows)
    amount = at_stake(row.issue for row in rows) if known else None
    return Group(kind, TITLES[kind], first, len(rows), len(rows) - len(first), amount)


def _foremost(rows: list[Row]) -> list[Row]:
    """The first rows; of those worth nothing only a few, so that they fill no page."""
    idle = [row for row in rows if row.issue.amount == ZERO][:IDLE]
    return [row for row in rows if row.issue.amount != ZERO or row in idle][:SHOWN]


def _gone(looked: Looked) -> tuple[Gone, ...]:
    """Words on issues that the books no longer show: mended or deleted in QuickBooks."""
    known = {(row.issue.kind, *row.issue.about.name) for row in looked.rows}
    items = {item.document.name: item for item in looked.snapshot.books.left_out}
    return tuple(
        _gone_word(word, items.get((word.entity, word.qbo_id)) is not None)
        for word in looked.notes
        if word.verdict and (word.kind, word.entity, word.qbo_id) not in known
    )


def _gone_word(word: Said, still_open: bool) -> Gone:
    about = Document(word.entity, word.qbo_id)
    where = f"{word.entity or 'Object'} with id {word.qbo_id or 'unknown'}"
    if word.kind == Kind.MISSING:
        where = "a bill that was expected"
    text = "The books do not show this any more; what was said is kept."
    if word.verdict is Verdict.EXCLUDED and still_open:
        text = "The books do not show this any more, and the document is still left out of the numbers."
    title = TITLES[Kind(word.kind)] if word.kind in set(Kind) else word.kind.capitalize()
    return Gone(word, title, where, link(about), text)


def _verdict(row: Row) -> Verdict:
    return row.said.verdict if row.said else Verdict.NONE


def _is_open(row: Row) -> bool:
    return _verdict(row) not in SETTLED
