"""Flow: mirrored. Receivables, payables and every bank and card account held against QuickBooks' own reports.

As of the business's today, between two pulls of changes; once more where the second pull saw the books move. What
differs by a document is read again by its id before it counts (DESIGN 5, API_FACTS 10).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from ap.services import BillService
from ar.services import InvoiceService
from bank.services import BalanceService
from core import clock
from core.asof import AsOf, Later
from core.cash import ZERO, Balance
from core.mirror import Mirror, mirror_named
from core.models import Business
from core.moment import one_moment
from sync import reports, ties
from sync.differences import Difference
from sync.inspection import Inspection
from sync.intake import Intake
from sync.judging import Knowledge
from sync.models import PAYABLE, RECEIVABLE, Feed, FeedKind, TieOut, TieState
from sync.orchestrators.changes import pull_changes
from sync.reports import Aged, AgedDocument, Stated
from sync.runs import AlreadyRunning, follow
from sync.smart_sync import SmartSyncService
from sync.ties import Name, Tie

LONGEST, KEPT = timedelta(days=7), timedelta(days=180)
SIDES = {
    RECEIVABLE: ("Receivables", "AgedReceivables", "AgedReceivableDetail"),
    PAYABLE: ("Payables", "AgedPayables", "AgedPayableDetail"),
}


@dataclass(frozen=True)
class Books:
    """What the mirror says at the end of a day."""

    sides: dict[str, AsOf]
    merged: dict[str, dict[str, str]]
    accounts: tuple[Balance, ...]
    later: dict[str, list[Later]]


@dataclass(frozen=True)
class Said:
    """What QuickBooks' reports say of the same day."""

    sides: dict[str, Aged]
    accounts: dict[str, Stated]


@dataclass(frozen=True)
class Outcome:
    """The ties, and each difference on the way to them with whether it was repaired.

    Of books that were `moving` nothing is concluded, so no difference is open.
    """

    ties: tuple[Tie, ...]
    differences: tuple[Difference, ...]
    moving: bool = False

    @property
    def agrees(self) -> bool:
        """Whether nothing is left but what is no fault of the mirror."""
        return all(tie.state is TieState.AGREES for tie in self.ties)


def is_due(business: Business, now: datetime) -> bool:
    """Whether the books were moved since they were last held against the reports, or that is a week ago."""
    last = TieOut.objects.filter(business=business).order_by("-at").values_list("at", flat=True).first()
    if last is None or now - last >= LONGEST:
        return True
    moved = Feed.objects.filter(business=business, kind=FeedKind.CHANGES, changed_at__gt=last)
    return moved.exists()


def tie_out(intake: Intake, gate: SmartSyncService, today: date, *, pulled: bool = False) -> Outcome:
    """Hold the mirror against the reports of a day and keep what came out, a `TieOut` a side, with the run.

    Gives every difference, explained and repaired ones too. Three reports where all agrees; a detail report and a read
    for each side that does not. Where the caller has just pulled changes, his is the first of the two pulls. Raises
    `SyncError`; then nothing is kept.
    """
    if not pulled:
        _pull(intake.business)
    for last in (False, True):
        found = _look(intake, gate, today)
        moving = _pull(intake.business) and not found.agrees
        if last or not moving:
            break
    if moving:
        found = Outcome(found.ties, tuple(one for one in found.differences if not one.is_open()), moving)
    _keep(intake, today, found)
    return found


def _pull(business: Business) -> bool:
    """One pull of changes, or the one that is under way; whether it saw anything move."""
    try:
        pull = pull_changes(business, in_turn=False)
    except AlreadyRunning as why:
        *_, pull = follow(why.run)
    counted = (
        tally.get(what, 0) for tally in pull.tallies.values() for what in ("inserted", "updated", "deleted")
    )
    return any(counted)


def _look(intake: Intake, gate: SmartSyncService, day: date) -> Outcome:
    business = intake.business
    said = Said(
        {what: reports.aged(_aged(gate, names[1], day), day) for what, names in SIDES.items()},
        reports.balances(_balance_sheet(gate, day), day),
    )
    books = _books(business, day)
    details = {
        what: reports.aged_documents(_aged(gate, SIDES[what][2], day), day)
        for what in SIDES
        if not _alike(books.sides[what], books.merged[what], said.sides[what])
    }
    first = tuple(_ties(business, books, said, details))
    suspects = {name for tie in first for name in tie.suspects()}
    if not _read_again(intake, gate, suspects):
        return Outcome(first, tuple(part.difference for tie in first for part in tie.parts))
    again = tuple(_ties(business, _books(business, day), said, details))
    return Outcome(again, tuple(_differences(first, again)))


def _alike(day: AsOf, merged: Mapping[str, str], said: Aged) -> bool:
    return ties.party_by_party(day, merged, said) and ties.bucket_by_bucket(day, said)


def _differences(first: Iterable[Tie], again: Iterable[Tie]) -> Iterator[Difference]:
    """What is left, and what was repaired."""
    before = {tie.what: tie for tie in first}
    for tie in again:
        yield from ties.repaired(tie, before[tie.what])


def _books(business: Business, day: date) -> Books:
    bank, invoices, bills = BalanceService(business), InvoiceService(business), BillService(business)
    with one_moment():
        control = bank.control_lines()
        accounts = bank.bank_and_card_accounts()
        ids = frozenset(account.account_id for account in accounts)
        after = day + timedelta(days=1)
        moved = sum(
            (service.movements(after, ids, after) for service in (invoices, bills)),
            bank.movements(after, ids, after),
        )
        sides = {RECEIVABLE: invoices.as_of(day, control), PAYABLE: bills.as_of(day, control)}
        merged = {RECEIVABLE: invoices.merged(), PAYABLE: bills.merged()}
    later = defaultdict[str, list[Later]](list)
    for flow in moved.flows:
        later[flow.account_id].append(Later(flow.document, flow.on, flow.amount))
    return Books(sides, merged, accounts, later)


def _ties(
    business: Business, books: Books, said: Said, details: dict[str, list[AgedDocument]]
) -> Iterator[Tie]:
    for what, (name, *_reports) in SIDES.items():
        day, report = books.sides[what], said.sides[what]
        if what in details:
            known = _known(business, details[what])
            yield ties.aged_by_document(what, name, day, report, details[what], books.merged[what], known)
        else:
            yield ties.aged(what, name, day, report)
    ours = {account.account_id for account in books.accounts}
    for account in books.accounts:
        yield ties.account(account, books.later[account.account_id], said.accounts.get(account.account_id))
    for account_id, stated in said.accounts.items():
        if stated.is_cash and account_id not in ours and stated.amount != ZERO:
            yield ties.unknown_account(account_id, stated)


def _known(business: Business, documents: Iterable[AgedDocument]) -> set[Name]:
    """Those of the documents that the mirror holds. One query an entity."""
    known: set[Name] = set()
    for model, ids in _by_model((row.entity, row.qbo_id) for row in documents).items():
        held = model.objects.of(business).filter(qbo_id__in=ids).values_list("qbo_id", flat=True)
        known |= {(model.qbo.name, qbo_id) for qbo_id in held}
    return known


def _read_again(intake: Intake, gate: SmartSyncService, suspects: Iterable[Name]) -> bool:
    """Compare the documents themselves and put right those that are wrong; whether there were any to look at."""
    wanted = _by_model(suspects)
    try:
        for model, ids in sorted(wanted.items(), key=lambda each: each[0].qbo.name):
            Inspection(intake, gate, model, Knowledge(clock.now())).these(ids)
    finally:
        intake.take_stock()
    return bool(wanted)


def _by_model(names: Iterable[Name]) -> dict[type[Mirror], set[str]]:
    found = defaultdict[type[Mirror], set[str]](set)
    for entity, qbo_id in names:
        model = mirror_named(entity)
        if model is not None and qbo_id:
            found[model].add(qbo_id)
    return found


def _aged(gate: SmartSyncService, name: str, day: date) -> bytes:
    return gate.report(name, report_date=day.isoformat())


def _balance_sheet(gate: SmartSyncService, day: date) -> bytes:
    """Both dates, since one alone makes QBO take another period in silence (API_FACTS 10.2)."""
    first = day.replace(month=1, day=1)
    dates = {"start_date": first.isoformat(), "end_date": day.isoformat()}
    return gate.report("BalanceSheet", accounting_method="Accrual", **dates)


@transaction.atomic
def _keep(intake: Intake, day: date, found: Outcome) -> None:
    """A row a side."""
    at, business = clock.now(), intake.business
    TieOut.objects.filter(run=intake.run).delete()
    TieOut.objects.bulk_create(_row(intake, day, at, tie, found.moving) for tie in found.ties)
    TieOut.objects.filter(business=business, at__lt=at - KEPT).delete()


def _row(intake: Intake, day: date, at: datetime, tie: Tie, moving: bool) -> TieOut:
    return TieOut(
        business=intake.business,
        run=intake.run,
        at=at,
        as_of=day,
        what=tie.what[:60],
        name=tie.name[:200],
        mirror=tie.mirror,
        report=tie.qbo,
        difference=tie.difference,
        explained=tie.explained,
        state=TieState.MOVING if moving and tie.state is not TieState.AGREES else tie.state,
        differences=[part.difference.as_json() | {"amount": f"{part.amount:.2f}"} for part in tie.parts],
    )
