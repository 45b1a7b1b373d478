"""Flow: mirrored. The digest of one business: the snapshot and the calculators, as one page."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

from core.cash import ZERO, AccountKind, Balance, Problem, Side
from core.clock import local_date
from core.models import Business
from runway import charts
from runway.calculators.ageing import Ageing, PartyOpen, ageing
from runway.calculators.chances import AHEAD
from runway.calculators.coming import Coming, Lines, coming
from runway.calculators.curve import InOut
from runway.calculators.forecast import Forecast
from runway.calculators.forecast_curve import ForecastCurve
from runway.calculators.matching import NOTHING
from runway.calculators.outlook import Outlook
from runway.calculators.position import Position
from runway.calculators.runway import Runway
from runway.calculators.unexplained import without_rest
from runway.calculators.weeks import WEEK
from runway.services import sentences
from runway.services.as_of import as_of
from runway.services.console_case import Case
from runway.services.desk import Desk, ForecastDesk
from runway.services.digest_page import (
    Apart,
    AsOf,
    BucketRow,
    Cash,
    Curve,
    CurveWeek,
    Digest,
    DigestPage,
    Listing,
    OpenSide,
    Placed,
    RunwayRow,
    SampleRow,
    Shown,
    TwoWeeks,
)
from runway.services.fixes import fixes_of
from runway.services.in_out import in_out_weeks
from runway.services.low_moved import Before, low_moved
from runway.services.needed import decisions_needed
from runway.services.overlay import left_out
from runway.services.position import computed
from runway.services.promised import last_week
from runway.services.refusals import as_told, nothing_ahead, refusal, warning
from runway.services.shown_light import shown
from runway.services.week import this_week
from runway.services.week_page import Fix, LowPoint, Unexplained
from sync.orchestrators.forecast import ForecastSnapshot

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


class Desks(Protocol):
    """Whatever gives the books of one business with what was decided on them, and its position."""

    def load(self, today: date, now: datetime) -> Desk:
        """The desk as it is known at `now`."""


class DigestService:
    """Makes the digest page of one business."""

    def __init__(self, business: Business, desks: Desks | None = None) -> None:
        self.business = business
        self.desks = desks or ForecastDesk(business)

    def page(self, now: datetime) -> DigestPage:
        """The digest at an instant, dated in the business's time zone. Refuses rather than shows parts."""
        business, today = self.business, local_date(now, self.business.timezone)
        desk = self.desks.load(today, now)
        books = desk.snapshot.books
        position = desk.position or computed(ForecastSnapshot(books), desk.owned, business, today)
        case = Case(desk.snapshot, desk.decisions, {}, today, business.home_currency, desk.owned, position)
        refused = refusal(books)
        age = as_of(books.freshness.as_of, now, business.timezone, connected=books.freshness.connected)
        problems = (
            ()
            if refused
            else (*books.freshness.problems, *books.problems, *_unexplained_problem(position.outlook))
        )
        return DigestPage(
            name=business.name,
            slug=business.slug,
            currency=business.home_currency,
            today=today,
            week_of=today - timedelta(days=today.weekday()),
            as_of=age,
            problems=problems,
            digest=None
            if refused
            else digest(case, position, age, fixes_of(desk.standing), desk.before, desk.fixed),
            refusal=refused,
            warning=None if refused else warning(books.freshness),
            left_out=left_out(books.left_out),
        )


def digest(
    case: Case,
    position: Position,
    age: AsOf,
    fixes: tuple[Fix, ...] | None = None,
    before: Before | None = None,
    fixed: Collection[str] = NOTHING,
) -> Digest:
    """All numbers of the digest for one day; nothing ahead is told where the forecast's page tells nothing.

    `before` is an earlier forecast, `fixed` the keys of its entries whose documents were corrected since.
    """
    seen, books, today = position.outlook, case.snapshot.books, case.today
    known_on, unknown, told = age.known_on, nothing_ahead(position, age), as_told(position, age)
    ahead = coming(books.open_items, today)
    owed = ageing(books.open_items, Side.RECEIVABLE, today)
    owing = ageing(books.open_items, Side.PAYABLE, today)
    scale = [aged.amount for side in (owed, owing) for aged in side.buckets]
    return Digest(
        headline=sentences.headline(told, ahead, known_on),
        status=Shown(*shown(position.status.light, sentences.reason(position), age)),
        cash=_cash(seen, books.balances, today, known_on),
        low=_low(told, ahead),
        ahead_unknown=unknown,
        moved=low_moved(before, told, fixed),
        runways=_runways(told, known_on),
        unexplained=_unexplained(seen, books.balances),
        week=this_week(books.open_items, told, known_on),
        needed=decisions_needed(replace(case, untold=unknown)),
        last_week=last_week(case),
        fixes=fixes,
        two_weeks=_two_weeks(ahead, seen.book.total if told.told else None),
        sample=_sample(seen.burn),
        curve=_curve(told, before),
        in_out=in_out_weeks(seen, known_on or today, position.currency),
        receivables=_open_side(owed, scale),
        payables=_open_side(owing, scale),
    )


def _runways(position: Position, known_on: date | None) -> tuple[RunwayRow, ...]:
    """The three named numbers (RUNWAY 3)."""
    seen = position.outlook
    return (
        sentences.buffer_row(seen.buffer),
        sentences.burn_row(seen.burn),
        sentences.breach_row(position, known_on),
    )


def _cash(seen: Outlook, balances: tuple[Balance, ...], today: date, known_on: date | None) -> Cash:
    waiting = [b.home for b in balances if b.kind is AccountKind.UNDEPOSITED]
    return Cash(
        book=seen.book,
        available=seen.available.amount,
        set_aside=seen.available.held,
        held_apart=seen.available.apart,
        short=tuple(sentences.short(one) for one in seen.available.short),
        apart=_apart(balances),
        week_ago_on=today - WEEK,
        change=None if known_on else seen.change,
        undeposited=None if None in waiting else sum((home for home in waiting if home), ZERO),
    )


def _low(position: Position, ahead: Coming) -> LowPoint:
    seen, told = position.outlook, position.told
    point = told.lowest if told else None
    return LowPoint(
        amount=point.cash if point else None,
        on=point.on if point else None,
        line=seen.line,
        line_rule=sentences.line_rule(seen.line_rule),
        headroom=point.cash - seen.line if point and seen.line is not None else None,
        days=seen.days(point.cash) if point else None,
        is_known=told is not None,
        band=position.curve.band_on(point.on) if position.curve and point else None,
        past_due=InOut(ahead.late_in.total, ahead.late_out.total),
        **_breaches(told),
    )


def _breaches(told: Forecast | None) -> dict[str, Any]:
    """Breach dates and the probabilities that there is one at all."""
    line = told.line_odds if told else None
    return {
        "line_breach": told.line_breach if told else None,
        "zero_breach": told.zero_breach if told else None,
        "line_odds": line.within(AHEAD) if line else None,
        "zero_odds": told.zero_odds.within(AHEAD) if told else None,
    }


def _unexplained(seen: Outlook, balances: Iterable[Balance]) -> Unexplained:
    own = [balance for balance in balances if balance.kind is AccountKind.OPERATING]
    return Unexplained(
        rest=seen.rest,
        a_day=seen.rest.a_day if seen.rest else None,
        is_material=seen.is_material,
        words=sentences.unexplained(seen),
        unknown=tuple(balance.name for balance in without_rest(seen.spans, own)),
    )


def _unexplained_problem(seen: Outlook) -> Iterator[Problem]:
    if seen.rest and seen.is_material:
        yield Problem("unexplained movement", sentences.unexplained(seen), amount=seen.rest.amount)


def _apart(balances: Iterable[Balance]) -> tuple[Apart, ...]:
    shown = [b for b in balances if b.kind in APART and b.amount != 0]
    shown.sort(key=lambda b: (APART.index(b.kind), b.name))
    return tuple(Apart(balance, APART_WORDS[balance.kind]) for balance in shown)


def _two_weeks(ahead: Coming, cash: Decimal | None) -> TwoWeeks:
    net = ahead.due_in.total - ahead.due_out.total
    then = None if cash is None else cash + net
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


def _curve(position: Position, before: Before | None) -> Curve | None:
    curve, currency, line = position.curve, position.currency, position.outlook.line
    if curve is None:
        return None
    ghost = before[0].base.available if before else ()
    return Curve(
        curve=curve,
        wide=charts.curve_chart(curve, currency, charts.WIDE, line, ghost),
        narrow=charts.curve_chart(curve, currency, charts.NARROW, line, ghost),
        sentence=sentences.curve_sentence(curve, currency, position.outlook.available.set_aside),
        weeks=_weeks(curve),
        places=_places(curve),
        is_less=any(week.available != week.closing for week in curve.weeks),
        open_total=_open_total(curve),
        ghost_of=before[0].base.today if before else None,
    )


def _weeks(curve: ForecastCurve) -> tuple[CurveWeek, ...]:
    past = (
        CurveWeek(point.on, "From movements", None, None, point.cash, None, None) for point in curve.actual
    )
    ahead = (
        CurveWeek(w.ends_on, "Forecast", w.money_in, w.money_out, w.closing, w.available, w.band)
        for w in curve.weeks
    )
    return (*past, *ahead)


def _places(curve: ForecastCurve) -> tuple[Placed, ...]:
    """Where open documents are; the rows add up to everything open."""
    unused = InOut(-curve.unused.money_in, -curve.unused.money_out)
    return (
        Placed("Expected in the 13 weeks, less the credits used on it", curve.within),
        Placed("Expected later, or not at all", curve.later),
        Placed("Credits above all that their party owes", unused),
    )


def _open_total(curve: ForecastCurve) -> InOut:
    places = [place.amounts for place in _places(curve)]
    return InOut(sum((p.money_in for p in places), ZERO), sum((p.money_out for p in places), ZERO))
