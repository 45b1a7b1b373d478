"""Flow: mirrored. The desk of the console with what takes the past of the books to tell, kept until something moves."""

from dataclasses import dataclass, replace
from datetime import datetime

from core.cash import Name, Side
from core.clock import local_date
from core.models import Business
from runway.calculators.lanes import Judged
from runway.calculators.owned import Owned
from runway.services import decisions
from runway.services.console_case import Case, Ground
from runway.services.console_rows import DONE_SINCE
from runway.services.desk import Desk, ForecastDesk
from runway.services.judged import judged
from runway.services.kept import kept
from runway.services.refusals import untold
from sync.orchestrators.decision_console import ConsoleSnapshot
from sync.orchestrators.freshness import freshness_of

EFFECT = "effect of a set"


@dataclass(frozen=True)
class Laid:
    """What lies on the desk of every person: of the facts those that rows still need, the rest is in `ground`."""

    snapshot: ConsoleSnapshot
    owned: Owned
    ground: Ground


def desk_of(business: Business, now: datetime) -> tuple[Desk, Ground]:
    """The desk at an instant and what it rests on, computed only where it is not kept. A constant number of queries."""
    laid = kept(business, "console", Laid, now, lambda: _laid(business, now))
    freshness = freshness_of([business])[business.pk]
    snapshot = replace(laid.snapshot, books=replace(laid.snapshot.books, freshness=freshness))
    standing = {(d.entity, d.qbo_id): d for d in decisions.current(business)}
    return Desk(snapshot, standing, owned=laid.owned), laid.ground


def _laid(business: Business, now: datetime) -> Laid:
    today = local_date(now, business.timezone)
    desk = ForecastDesk(business).load(today, now)
    case = Case(desk.snapshot, desk.decisions, {}, today, business.home_currency, desk.owned, desk.position)
    return Laid(_pared(desk.snapshot, case), desk.owned, ground_of(case))


def ground_of(case: Case) -> Ground:
    """The ground of a case; of customers those who owe something."""
    owing = {item.party_id for item in case.open_documents.values() if item.side is Side.RECEIVABLE}
    return Ground(
        outlook=replace(case.outlook, movements=()),
        tiers=case.tiers,
        patience=case.patience,
        usual={party: usual for party, usual in case.usual.items() if party in owing},
        base=case.base,
        judged=_judged(case),
        untold=untold(case.position, EFFECT) if case.position else None,
    )


def _judged(case: Case) -> dict[Name, Judged]:
    bills = (item for item in case.open_documents.values() if item.side is Side.PAYABLE)
    return {bill.document.name: judged(case, bill) for bill in bills}


def _pared(snapshot: ConsoleSnapshot, case: Case) -> ConsoleSnapshot:
    """One movement stays, by which books that have nothing but movements are told from empty ones."""
    books = replace(snapshot.books, flows=snapshot.books.flows[:1], moved=None)
    done = tuple(one for one in snapshot.paid if one.paid_on >= case.today - DONE_SINCE)
    return ConsoleSnapshot(books, discounts=snapshot.discounts, paid=done, fates=snapshot.fates)
