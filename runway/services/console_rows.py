"""The rows of the console: each open bill and invoice in its lane, with tier, days to choose from and decision."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from heapq import nsmallest
from operator import attrgetter
from typing import NamedTuple

from core.cash import ZERO, Name, OpenItem, Side
from core.dealings import Settled
from core.models import User
from runway import words
from runway.calculators.lanes import BILLS, INVOICES, Judged, Lane, Placed, invoice_lane
from runway.calculators.latest_safe import LatestSafe
from runway.calculators.owned import DateSource
from runway.calculators.tiers import Tier
from runway.models import Action
from runway.services.choices import day_field, value
from runway.services.console_case import Case, Usual
from runway.services.console_decided import decided_row, in_words
from runway.services.console_page import LaneTable, Option, Row
from runway.services.judged import judged
from runway.services.owed_words import lateness

Rank = tuple[bool, bool, int, date, Decimal, str]
DONE_SINCE = timedelta(days=7)
SHOWN = 20
RULES = {
    Lane.MUST_PAY: "Overdue, due within 3 days, tier 1 or 2, or a discount worth more than the delay.",
    Lane.CAN_DELAY: "Due in more than 14 days, and the low point bears it: it stays above the line or does not fall.",
    Lane.SCHEDULED: "Paid when such bills were paid before, unless moved; approved decisions stand here.",
    Lane.DONE: "Settled in QuickBooks in the last 7 days, or decided here and no longer open.",
    Lane.CHASE: "Past due, or promised for a day that has passed.",
    Lane.PROMISED: "A day was promised that is still to come.",
    Lane.DISPUTED: "Left out of the forecast until settled.",
    Lane.WAITING: "Not due yet.",
}


class Waiting(NamedTuple):
    """A row before it is made: its lane and place there are known, and making all of very many takes long."""

    lane: Lane
    rank: Rank
    is_held: bool
    is_decided: bool
    open: Decimal | None
    make: Callable[[], Row]


def lanes(case: Case, user: User, every: bool) -> tuple[tuple[LaneTable, ...], tuple[LaneTable, ...]]:
    """The lanes of bills and of invoices. `every` shows all rows, else so many and all that are decided or chosen."""
    rows = [_document(case, name, item, user) for name, item in case.open_documents.items()]
    gone = [decided_row(case, name, user) for name in case.decisions if name not in case.open_documents]
    rows += [_made(row) for row in (*gone, *map(_done_row, _done(case)))]
    by_lane: dict[Lane, list[Waiting]] = {lane: [] for lane in (*BILLS, *INVOICES)}
    for row in rows:
        by_lane[row.lane].append(row)
    tables = [_table(lane, there, every) for lane, there in by_lane.items()]
    return tuple(tables[: len(BILLS)]), tuple(tables[len(BILLS) :])


def _document(case: Case, name: Name, item: OpenItem, user: User) -> Waiting:
    """One open bill or invoice, placed."""
    found = judged(case, item) if item.side is Side.PAYABLE else None
    placed = _bill_placed(case, name, found) if found else _invoice_placed(case, name, item)
    tier, is_decided = found.tier if found else None, name in case.decisions
    is_held = is_decided or name in case.chosen
    return Waiting(
        lane=placed.lane,
        rank=_rank(is_held, tier, placed.lane, item.due_on, item.open, ":".join(name)),
        is_held=is_held,
        is_decided=is_decided,
        open=item.open,
        make=partial(_bill, case, item, user, placed, found)
        if found
        else partial(_invoice, case, item, user, placed),
    )


def _made(row: Row) -> Waiting:
    is_held = row.decided is not None or row.touched
    rank = _rank(is_held, row.tier, row.lane, row.due_on, row.open, row.key)
    return Waiting(row.lane, rank, is_held, row.decided is not None, row.open, lambda: row)


def _bill_placed(case: Case, name: Name, found: Judged) -> Placed:
    decision = case.decisions.get(name)
    return Placed(Lane.SCHEDULED, "approved") if decision and decision.approved_at else found.placed


def _invoice_placed(case: Case, name: Name, invoice: OpenItem) -> Placed:
    placed, decision = invoice_lane(invoice, case.today), case.decisions.get(name)
    return _placed_by(decision.action, decision.on, placed, case.today) if decision else placed


def _bill(case: Case, bill: OpenItem, user: User, placed: Placed, found: Judged) -> Row:
    discount = found.discount
    said = ""
    if discount:
        said = f"{discount.percent.normalize():f} percent off until {words.short_day(discount.until)}"
    row = _common(case, bill, user, placed, _days(case, bill, found.safe))
    return replace(row, tier=found.tier, discount=said)


def _invoice(case: Case, invoice: OpenItem, user: User, placed: Placed) -> Row:
    row = _common(case, invoice, user, placed, _acts(case, invoice))
    usual, coming = _usual(case.usual.get(invoice.party_id)), case.arriving(invoice)
    return replace(row, usual=usual, chance=coming.chance if coming else None)


def _placed_by(action: str, on: date | None, otherwise: Placed, today: date) -> Placed:
    if action == Action.DISPUTE:
        return Placed(Lane.DISPUTED, "disputed")
    if action == Action.PROMISED and on and on >= today:
        return Placed(Lane.PROMISED, f"promised for {words.short_day(on)}")
    if action == Action.PROMISED and on:
        return Placed(Lane.CHASE, f"promise of {words.short_day(on)} not kept")
    return Placed(Lane.CHASE, "chased") if action == Action.CHASE else otherwise


def _common(case: Case, item: OpenItem, user: User, placed: Placed, options: tuple[Option, ...]) -> Row:
    name = item.document.name
    decision = case.decisions.get(name)
    late = (case.today - item.due_on).days if item.due_on else 0
    chosen = case.chosen.get(name)
    on_offer = {option.on for option in options if option.moves}
    key = ":".join(name)
    return Row(
        key=key,
        entity=name[0],
        qbo_id=name[1],
        party=item.party,
        number=item.document.number,
        due_on=item.due_on,
        days_late=max(late, 0),
        days_left=max(-late, 0),
        open=item.open,
        discount="",
        tier=None,
        usual="",
        lane=placed.lane,
        reason=placed.reason,
        options=options,
        own_day=day_field(name, item.open, decision.pk if decision else None),
        own_day_chosen=chosen.on if chosen and chosen.on not in on_offer else None,
        decided=in_words(case, decision, item, user) if decision else None,
        touched=name in case.chosen,
        own_day_decided=decision.on if decision and decision.on not in on_offer else None,
        foreign=item.foreign,
        expected=_expected(case, name),
        basis=words.spelled(case.basis(item), case.today),
        contact=case.contacts.get(name),
    )


def _expected(case: Case, name: Name) -> date | None:
    """The day that a person set, if one did; a promise stands in its own decision."""
    said = case.owned.dates.get(name)
    return said.on if said and said.source is DateSource.USER else None


def _days(case: Case, bill: OpenItem, safe: LatestSafe) -> tuple[Option, ...]:
    due = bill.due_on if bill.due_on and bill.due_on >= case.today else None
    due_note = "passed" if bill.due_on and not due else "" if due else "no due date"
    base = case.base_day(bill)
    return _each_day_once(
        _day(case, bill, "Pay today", case.today, "", base),
        _day(case, bill, "On due date", due, due_note, base),
        _day(case, bill, "Latest safe date", safe.on, safe.reason, base),
    )


def _each_day_once(*options: Option) -> tuple[Option, ...]:
    """A day that stands in an earlier cell is shown again, and neither offered nor called the base again."""
    offered: set[date | None] = set()
    kept = []
    for option in options:
        again = option.on in offered
        kept.append(replace(option, open=False, chosen=False, base=False, decided=False) if again else option)
        offered.add(option.on)
    return tuple(kept)


def _day(case: Case, bill: OpenItem, label: str, on: date | None, note: str, base: date | None) -> Option:
    name = bill.document.name
    decision, chosen = case.decisions.get(name), case.chosen.get(name)
    if on is None:
        return Option(label, "", None, note, moves=False, open=False)
    alone = case.alone(bill, on)
    return Option(
        label=label,
        value=value(on.isoformat(), bill.open, decision.pk if decision else None),
        on=on,
        note=note,
        change=alone.change if alone else None,
        days=_days_said(case, alone.change if alone else None),
        base=on == base,
        chosen=chosen is not None and chosen.on == on,
        decided=decision is not None and decision.on == on,
    )


def _acts(case: Case, invoice: OpenItem) -> tuple[Option, ...]:
    name = invoice.document.name
    decision, chosen = case.decisions.get(name), case.chosen.get(name)
    seen = decision.pk if decision else None
    if_today = case.alone(invoice, case.today)
    change = if_today.change if if_today else None
    acts = (("Chase", "chase", Action.CHASE), ("Dispute", "dispute", Action.DISPUTE))
    return tuple(
        Option(
            label=label,
            value=value(verb, invoice.open, seen),
            on=None,
            note="",
            moves=action is Action.CHASE,
            change=change if action is Action.CHASE else None,
            days=_days_said(case, change) if action is Action.CHASE else "",
            chosen=chosen is not None and chosen.action == action,
            decided=decision is not None and decision.action == action,
        )
        for label, verb, action in acts
    )


def _days_said(case: Case, change: Decimal | None) -> str:
    days = case.days(change)
    return "days unknown" if days is None else f"{words.change(days, 1)} d"


def _usual(usual: Usual | None) -> str:
    if usual is None:
        return "unknown: none was paid in two years"
    return f"{lateness(usual.days_late)}, of {usual.paid} paid"


def _done(case: Case) -> list[Settled]:
    since = case.today - DONE_SINCE
    decided: set[Name] = set(case.decisions)
    recent = (s for s in case.snapshot.paid if s.paid_on >= since)
    return [s for s in recent if s.document.name not in decided]


def _done_row(settled: Settled) -> Row:
    return Row(
        key=f"Bill:{settled.document.qbo_id}",
        entity="Bill",
        qbo_id=settled.document.qbo_id,
        party=settled.party,
        number=settled.document.number,
        due_on=settled.due_on,
        days_late=max(settled.days_late or 0, 0),
        days_left=0,
        open=settled.amount,
        discount="",
        tier=None,
        usual="",
        lane=Lane.DONE,
        reason=f"settled {words.short_day(settled.paid_on)}",
        options=(),
        own_day="",
        own_day_chosen=None,
        decided=None,
        touched=False,
    )


def _table(lane: Lane, rows: list[Waiting], every: bool) -> LaneTable:
    shown = len(rows) if every else max(SHOWN, sum(row.is_held for row in rows))
    kept = [row.make() for row in nsmallest(shown, rows, key=attrgetter("rank"))]
    return LaneTable(
        lane=lane,
        slug=lane.name.lower().replace("_", "-"),
        rule=RULES[lane],
        rows=tuple(kept),
        more=len(rows) - len(kept),
        count=len(rows),
        decided=sum(1 for row in rows if row.is_decided),
        total=sum((row.open or ZERO for row in rows), ZERO),
    )


def _rank(
    is_held: bool, tier: Tier | None, lane: Lane, due_on: date | None, amount: Decimal | None, key: str
) -> Rank:
    """Decided and chosen rows first, so that all of them are shown; owners last; what must be paid by tier; then by
    due date, the larger amount first.
    """
    by_tier = tier.number if tier and lane is Lane.MUST_PAY else 0
    is_last = tier is not None and tier.last
    return (not is_held, is_last, by_tier, due_on or date.max, -(amount or ZERO), key)
