"""Flow: mirrored. The digest of one business: the snapshot and the calculators, as one page."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol

from core.cash import ZERO, AccountKind, Balance, OpenItem, Side
from core.clock import local_date
from core.models import Business
from runway import charts
from runway.calculators.ageing import Ageing, PartyOpen, ageing
from runway.calculators.coming import Coming, Lines, coming
from runway.calculators.curve import CashCurve, InOut, cash_curve
from runway.calculators.movements import BookCash, Movement, book_cash, cash_movements
from runway.calculators.runway import Runway, RunwayCalculator
from runway.services import sentences
from runway.services.as_of import as_of
from runway.services.digest_page import (
    Apart,
    Beside,
    BucketRow,
    Cash,
    Curve,
    CurveWeek,
    Digest,
    DigestPage,
    Listing,
    OpenSide,
    SampleRow,
    TwoWeeks,
)
from runway.services.marks import MarkedBooks
from runway.services.overlay import left_out
from runway.services.refusals import refusal, warning
from sync.orchestrators.digest import DigestSnapshot

PARTIES_NAMED = 5
LINES_SHOWN = 8
LATE_SHOWN = 5
APART = (
    AccountKind.TRUST,
    AccountKind.TAX,
    AccountKind.EXCLUDED,
    AccountKind.UNDEPOSITED,
    AccountKind.CARD,
    AccountKind.CREDIT_LINE,
)
APART_WORDS = {
    AccountKind.TRUST: "held for others",
    AccountKind.TAX: "set aside for taxes",
    AccountKind.EXCLUDED: "left out by choice",
    AccountKind.UNDEPOSITED: "received, not in the bank yet",
    AccountKind.CARD: "card",
    AccountKind.CREDIT_LINE: "credit line",
}


class Snapshots(Protocol):
    """Whatever gives the books of one business as a frozen snapshot."""

    def load(self, today: date, now: datetime) -> DigestSnapshot:
        """The books as they are known at `now`."""


class DigestService:
    """Makes the digest page of one business."""

    def __init__(self, business: Business, orchestrator: Snapshots | None = None) -> None:
        self.business = business
        self.orchestrator = orchestrator or MarkedBooks(business)

    def page(self, now: datetime) -> DigestPage:
        """The digest at an instant, dated in the business's time zone. Refuses rather than shows parts."""
        today = local_date(now, self.business.timezone)
        snapshot = self.orchestrator.load(today, now)
        refused = refusal(snapshot)
        return DigestPage(
            name=self.business.name,
            slug=self.business.slug,
            currency=self.business.home_currency,
            today=today,
            week_of=today - timedelta(days=today.weekday()),
            as_of=as_of(snapshot.freshness.as_of, now, self.business.timezone),
            problems=() if refused else (*snapshot.freshness.problems, *snapshot.problems),
            digest=None if refused else digest(snapshot, today, self.business.home_currency),
            refusal=refused,
            warning=None if refused else warning(snapshot.freshness),
            left_out=left_out(snapshot.left_out),
        )


def digest(snapshot: DigestSnapshot, today: date, currency: str) -> Digest:
    """All numbers of the digest, from one snapshot, for one day."""
    book = book_cash(snapshot.balances)
    movements = cash_movements(snapshot.flows, snapshot.balances)
    ahead = coming(snapshot.open_items, today)
    runway = RunwayCalculator(today, movements)
    buffer, burn = runway.buffer_days(book.total), runway.net_burn_runway(book.total)
    owed = ageing(snapshot.open_items, Side.RECEIVABLE, today)
    owing = ageing(snapshot.open_items, Side.PAYABLE, today)
    scale = [aged.amount for side in (owed, owing) for aged in side.buckets]
    return Digest(
        headline=sentences.headline(book, ahead, currency),
        cash=Cash(book, book.total, _apart(snapshot.balances)),
        two_weeks=_two_weeks(ahead, book),
        runways=(sentences.buffer_row(buffer), sentences.burn_row(burn)),
        sample=_sample(burn),
        curve=_curve(book, movements, snapshot.open_items, today, currency),
        receivables=_open_side(owed, scale),
        payables=_open_side(owing, scale),
    )


def _apart(balances: Iterable[Balance]) -> tuple[Apart, ...]:
    shown = [b for b in balances if b.kind in APART and b.amount != 0]
    shown.sort(key=lambda b: (APART.index(b.kind), b.name))
    return tuple(Apart(balance, APART_WORDS[balance.kind]) for balance in shown)


def _two_weeks(ahead: Coming, book: BookCash) -> TwoWeeks:
    net = ahead.due_in.total - ahead.due_out.total
    then = None if book.total is None else book.total + net
    return TwoWeeks(
        coming=ahead,
        due_in=_listing(ahead.due_in, LINES_SHOWN),
        due_out=_listing(ahead.due_out, LINES_SHOWN),
        late_in=_listing(ahead.late_in, LATE_SHOWN),
        late_out=_listing(ahead.late_out, LATE_SHOWN),
        net=net,
        cash_then=then,
    )


def _listing(lines: Lines, named: int) -> Listing:
    shown, more = lines.lines[:named], lines.lines[named:]
    return Listing(shown, more, sum((line.amount for line in more), ZERO), lines.total)


def _sample(burn: Runway) -> tuple[SampleRow, ...]:
    nets = [week.net for week in burn.weeks]
    drawn = charts.bars(nets, min(nets, default=ZERO), max(nets, default=ZERO))
    return tuple(SampleRow(week, bar) for week, bar in zip(burn.weeks, drawn, strict=True))


def _open_side(aged: Ageing, scale: list[Decimal]) -> OpenSide:
    drawn = charts.bars((bucket.amount for bucket in aged.buckets), min(scale), max(scale))
    named, rest = aged.parties[:PARTIES_NAMED], aged.parties[PARTIES_NAMED:]
    rows = tuple(BucketRow(bucket, bar) for bucket, bar in zip(aged.buckets, drawn, strict=True))
    return OpenSide(aged, rows, named, _others(rest) if rest else None)


def _others(parties: tuple[PartyOpen, ...]) -> PartyOpen:
    return PartyOpen(
        party_id="",
        party=f"{len(parties)} more" if len(parties) > 1 else parties[0].party,
        amount=sum((party.amount for party in parties), ZERO),
        overdue=sum((party.overdue for party in parties), ZERO),
        late_since=min((party.late_since for party in parties if party.late_since), default=None),
        documents=sum(party.documents for party in parties),
    )


def _curve(
    book: BookCash, movements: tuple[Movement, ...], items: tuple[OpenItem, ...], today: date, currency: str
) -> Curve | None:
    if book.total is None:
        return None
    curve = cash_curve(book.total, movements, items, today)
    return Curve(
        curve=curve,
        wide=charts.curve_chart(curve, currency, charts.WIDE),
        narrow=charts.curve_chart(curve, currency, charts.NARROW),
        sentence=sentences.curve_sentence(curve, currency),
        weeks=_weeks(curve),
        beside=_beside(curve),
        open_total=_sum((curve.on_curve, curve.overdue, curve.undated, curve.credits, curve.later)),
    )


def _weeks(curve: CashCurve) -> tuple[CurveWeek, ...]:
    past = (CurveWeek(point.on, "From movements", None, None, point.cash) for point in curve.actual)
    ahead = (CurveWeek(w.ends_on, "From due dates", w.money_in, w.money_out, w.closing) for w in curve.weeks)
    return (*past, *ahead)


def _beside(curve: CashCurve) -> tuple[Beside, ...]:
    return (
        Beside("Due date has passed, arrival date unknown", curve.overdue),
        Beside("No due date", curve.undated),
        Beside("Credits not used yet", curve.credits),
        Beside("Due after the 13 weeks", curve.later),
    )


def _sum(amounts: Iterable[InOut]) -> InOut:
    amounts = tuple(amounts)
    return InOut(sum((a.money_in for a in amounts), ZERO), sum((a.money_out for a in amounts), ZERO))
