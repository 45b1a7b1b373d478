"""Flow: mirrored. Receivables or payables of one business: by age and party, tied to the account, and how they turn."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from core.cash import ZERO, Document, OpenItem, Problem, Side
from core.clock import local_date
from core.models import Business
from core.moment import one_moment
from runway import words
from runway.calculators.ageing import Ageing, ageing
from runway.calculators.days_to_pay import Habit, habit_of_all, habits
from runway.calculators.turnover import Turnover, turnover, turnovers
from runway.calculators.weeks import complete_weeks
from runway.charts import bars
from runway.charts_days import NARROW, WIDE, StripScale, days_chart, strip, strip_scale
from runway.services.as_of import as_of
from runway.services.assumptions import assumptions_of
from runway.services.digest_page import BucketRow, OpenSide
from runway.services.notes import notes_of
from runway.services.overlay import left_out, without_excluded
from runway.services.owed_page import AccountRow, Figure, HabitRow, Habits, Owed, OwedPage, Tie
from runway.services.owed_words import SIDES, SideWords, formula, headline, lateness, trend, why_unknown
from runway.services.refusals import refusal, warning
from sync.orchestrators.owed import OwedDataOrchestrator, OwedSnapshot

PARTIES_SHOWN = 12
ENTITIES = {
    Side.RECEIVABLE: {"Invoice", "Payment", "CreditMemo", "JournalEntry", "Deposit"},
    Side.PAYABLE: {"Bill", "BillPayment", "VendorCredit", "JournalEntry", "Purchase"},
}
WEEKS = 13


class Snapshots(Protocol):
    """Whatever gives the facts of one side as a frozen snapshot."""

    def load(self, today: date, now: datetime) -> OwedSnapshot:
        """The facts as they are known at `now`."""


class OwedService:
    """Makes the page of one side of one business."""

    def __init__(self, business: Business, side: Side, snapshots: Snapshots | None = None) -> None:
        self.business, self.side = business, side
        self.snapshots = snapshots or OwedDataOrchestrator(business, side)

    def page(self, now: datetime) -> OwedPage:
        """The page at an instant, dated in the business's time zone. A constant number of queries."""
        business, today = self.business, local_date(now, self.business.timezone)
        with one_moment():
            snapshot = self.snapshots.load(today, now)
            said, last = notes_of(business), assumptions_of(business).week_end
        kept = replace(snapshot, books=without_excluded(snapshot.books, said))
        freshness = kept.books.freshness
        refused = refusal(kept.books, f"list of {SIDES[self.side].title.lower()}")
        age = as_of(freshness.as_of, now, business.timezone, connected=freshness.connected)
        return OwedPage(
            name=business.name,
            slug=business.slug,
            currency=business.home_currency,
            side=self.side,
            today=today,
            as_of=age,
            problems=() if refused else (*freshness.problems, *self._problems(kept)),
            owed=None
            if refused
            else owed(kept, self.side, business.home_currency, today, age.known_on, last),
            refusal=refused,
            warning=None if refused else warning(freshness),
            left_out=left_out(item for item in kept.books.left_out if item.side is self.side),
        )

    def _problems(self, snapshot: OwedSnapshot) -> Iterable[Problem]:
        """Those of documents that stand on this side."""
        of = (problem for problem in snapshot.books.problems if problem.document)
        return (problem for problem in of if problem.document.entity in ENTITIES[self.side])


def owed(
    snapshot: OwedSnapshot, side: Side, currency: str, today: date, known_on: date | None, last: int
) -> Owed:
    """All numbers of one side for one day; of books known only up to `known_on` its figures are of that day."""
    said, books, on = SIDES[side], snapshot.books, known_on or today
    aged = ageing(books.open_items, side, today)
    return Owed(
        headline=headline(aged, said, currency),
        side=_open_side(aged),
        tie=_tie(snapshot, aged),
        figure=_figure(snapshot, _open(books.open_items, side) + _open(books.left_out, side), said, on, last),
        habits=_habits(snapshot, said, on),
    )


def _open(items: Iterable[OpenItem], side: Side) -> Decimal:
    return sum((item.open for item in items if item.side is side), ZERO)


def _open_side(aged: Ageing) -> OpenSide:
    amounts = [bucket.amount for bucket in aged.buckets]
    rows = zip(aged.buckets, bars(amounts, min(amounts), max(amounts)), strict=True)
    return OpenSide(aged, tuple(BucketRow(bucket, bar) for bucket, bar in rows), aged.parties, None)


def _tie(snapshot: OwedSnapshot, aged: Ageing) -> Tie:
    out = _open(snapshot.books.left_out, aged.side)
    return Tie(
        buckets=sum((bucket.amount for bucket in aged.buckets), ZERO),
        left_out=out,
        total=aged.total + out,
        accounts=tuple(
            AccountRow(
                account=Document("Account", control.account_id),
                currency=control.currency,
                owed=control.owed,
                held=control.held,
                difference=control.difference,
                agrees=control.difference == 0,
                said=_said(control.difference, snapshot.must_agree),
            )
            for control in snapshot.controls
        ),
    )


def _said(difference: Decimal | None, must_agree: bool) -> str:
    """How documents and account compare, and what may be concluded from it."""
    if difference is None:
        return "QuickBooks states no balance, so nothing is compared."
    if not difference:
        return "Agrees to the cent."
    if must_agree:
        return "Differs, though both are known as of one moment."
    return "Differs: account and documents were read at different moments, so nothing is concluded."


def _figure(snapshot: OwedSnapshot, open_now: Decimal, said: SideWords, on: date, last: int) -> Figure:
    now = turnover(open_now, snapshot.posted, on, snapshot.first_on)
    weeks = turnovers(open_now, snapshot.posted, complete_weeks(on, WEEKS, last), snapshot.first_on)
    points = [(week.on, week.days) for week in weeks] + (
        [(now.on, now.days)] if now.on > weeks[-1].on else []
    )
    return Figure(
        now=now,
        formula=formula(now, said),
        why=why_unknown(now, said),
        weeks=weeks,
        sentence=_sentence(now, weeks, said),
        wide=days_chart(points, WIDE),
        narrow=days_chart(points, NARROW),
    )


def _sentence(now: Turnover, weeks: tuple[Turnover, ...], said: SideWords) -> str:
    """What the picture says, for those who do not see it."""
    known = [week for week in weeks if week.days is not None]
    today = f"{said.figure} is {words.number(now.days, 1)} on {words.short_day(now.on)}"
    if not known:
        return f"{today}; of the 13 weeks before, none is known."
    low, high = min(known, key=lambda week: week.days or ZERO), max(known, key=lambda week: week.days or ZERO)
    return (
        f"{today}. At the ends of the {len(known)} weeks that are known it was lowest at {_at(low)} "
        f"and highest at {_at(high)}. The table lists every week."
    )


def _at(week: Turnover) -> str:
    return f"{words.number(week.days, 1)} on {words.short_day(week.on)}"


def _habits(snapshot: OwedSnapshot, said: SideWords, on: date) -> Habits | None:
    everyone = habit_of_all(snapshot.settled, on, f"All {said.who.lower()}s")
    if everyone is None:
        return None
    each = habits(snapshot.settled, on)
    scale = strip_scale((everyone, *each))
    rows = tuple(_habit_row(habit, scale) for habit in each)
    together = replace(_habit_row(everyone, scale), trend_said=f"told by {said.who.lower()}")
    return Habits(scale, together, rows[:PARTIES_SHOWN], rows[PARTIES_SHOWN:])


def _habit_row(habit: Habit, scale: StripScale) -> HabitRow:
    return HabitRow(
        party_id=habit.party_id,
        party=habit.party,
        count=habit.count,
        undated=habit.undated,
        median=habit.median,
        low=habit.low,
        high=habit.high,
        usual=lateness(habit.median),
        latest=habit.latest,
        latest_late=lateness(habit.latest.days_late),
        trend=habit.trend,
        trend_said=trend(habit.trend),
        strip=strip(habit, scale),
    )
