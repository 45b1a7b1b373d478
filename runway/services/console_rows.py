"""The rows of the console: each open bill and invoice in its lane, with tier, days to choose from and decision."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

from core.cash import ZERO, OpenItem, Side
from core.dealings import Settled
from core.models import User
from runway import words
from runway.calculators.effect import Name, name_of
from runway.calculators.lanes import BILLS, INVOICES, Lane, Placed, invoice_lane
from runway.calculators.latest_safe import LatestSafe
from runway.calculators.owned import DateSource
from runway.models import Action
from runway.services.choices import value
from runway.services.console_case import Case
from runway.services.console_decided import decided_row, in_words
from runway.services.console_page import LaneTable, Option, Row
from runway.services.judged import judged
from runway.services.owed_words import lateness

DONE_SINCE = timedelta(days=7)
SHOWN = 50
RULES = {
    Lane.MUST_PAY: "Overdue, due within 3 days, tier 1 or 2, or a discount worth more than the delay.",
    Lane.CAN_DELAY: "Due in more than 14 days, and the low point bears it: it stays above the line or does not fall.",
    Lane.SCHEDULED: "Paid on the due date unless moved; approved decisions stand here.",
    Lane.DONE: "Settled in QuickBooks in the last 7 days, or decided here and no longer open.",
    Lane.CHASE: "Past due, or promised for a day that has passed.",
    Lane.PROMISED: "A day was promised that is still to come.",
    Lane.DISPUTED: "Left out of the projection until settled.",
    Lane.WAITING: "Not due yet.",
}


def lanes(case: Case, user: User, every: bool) -> tuple[tuple[LaneTable, ...], tuple[LaneTable, ...]]:
    """The lanes of bills and of invoices. `every` shows all rows, else so many and all that are decided or chosen."""
    rows = [_row(case, item, user) for item in case.open_documents.values()]
    rows += [decided_row(case, name, user) for name in case.decisions if name not in case.open_documents]
    rows += [_done_row(settled) for settled in _done(case)]
    tables = [_table(lane, [row for row in rows if row.lane is lane], every) for lane in (*BILLS, *INVOICES)]
    return tuple(tables[: len(BILLS)]), tuple(tables[len(BILLS) :])


def _row(case: Case, item: OpenItem, user: User) -> Row:
    return _bill(case, item, user) if item.side is Side.PAYABLE else _invoice(case, item, user)


def _bill(case: Case, bill: OpenItem, user: User) -> Row:
    found = judged(case, bill)
    decision = case.decisions.get(name_of(bill))
    placed = Placed(Lane.SCHEDULED, "approved") if decision and decision.approved_at else found.placed
    discount = found.discount
    said = ""
    if discount:
        said = f"{discount.percent.normalize():f} percent off until {words.short_day(discount.until)}"
    row = _common(case, bill, user, placed, _days(case, bill, found.safe))
    return replace(row, tier=found.tier, discount=said)


def _invoice(case: Case, invoice: OpenItem, user: User) -> Row:
    placed = invoice_lane(invoice, case.today)
    decision = case.decisions.get(name_of(invoice))
    if decision:
        placed = _placed_by(decision.action, decision.on, placed, case.today)
    row = _common(case, invoice, user, placed, _acts(case, invoice))
    return replace(row, usual=_usual(case.received_by.get(invoice.party_id, ())))


def _placed_by(action: str, on: date | None, otherwise: Placed, today: date) -> Placed:
    if action == Action.DISPUTE:
        return Placed(Lane.DISPUTED, "disputed")
    if action == Action.PROMISED and on and on >= today:
        return Placed(Lane.PROMISED, f"promised for {words.short_day(on)}")
    if action == Action.PROMISED and on:
        return Placed(Lane.CHASE, f"promise of {words.short_day(on)} not kept")
    return Placed(Lane.CHASE, "chased") if action == Action.CHASE else otherwise


def _common(case: Case, item: OpenItem, user: User, placed: Placed, options: tuple[Option, ...]) -> Row:
    name = name_of(item)
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
        own_day=f"day:{key}{value('', item.open, decision.pk if decision else None)}",
        own_day_chosen=chosen.on if chosen and chosen.on not in on_offer else None,
        decided=in_words(case, decision, item, user) if decision else None,
        touched=name in case.chosen,
        own_day_decided=decision.on if decision and decision.on not in on_offer else None,
        foreign=item.foreign,
        expected=_expected(case, name),
    )


def _expected(case: Case, name: Name) -> date | None:
    """The day that a person set, if one did; a promise stands in its own decision."""
    said = case.owned.dates.get(name)
    return said.on if said and said.source is DateSource.USER else None


def _days(case: Case, bill: OpenItem, safe: LatestSafe) -> tuple[Option, ...]:
    due = bill.due_on if bill.due_on and bill.due_on >= case.today else None
    due_note = "passed" if bill.due_on and not due else "" if due else "no due date"
    return _each_day_once(
        _day(case, bill, "Pay today", case.today, "", due),
        _day(case, bill, "On due date", due, due_note, due),
        _day(case, bill, "Latest safe date", safe.on, safe.reason, due),
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
    name = name_of(bill)
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
    name = name_of(invoice)
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


def _usual(settled: Iterable[Settled]) -> str:
    late = [s.days_late for s in settled if s.days_late is not None]
    if not late:
        return "unknown: none was paid in two years"
    return f"{lateness(round(median(late)))}, of {len(late)} paid"


def _done(case: Case) -> list[Settled]:
    since = case.today - DONE_SINCE
    decided: set[Name] = set(case.decisions)
    recent = (s for s in case.snapshot.paid if s.paid_on >= since)
    return [s for s in recent if (s.document.entity, s.document.qbo_id) not in decided]


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


def _table(lane: Lane, rows: list[Row], every: bool) -> LaneTable:
    rows.sort(key=_rank)
    kept = [r for place, r in enumerate(rows) if every or place < SHOWN or r.decided or r.touched]
    return LaneTable(
        lane=lane,
        slug=lane.name.lower().replace("_", "-"),
        rule=RULES[lane],
        rows=tuple(kept),
        more=len(rows) - len(kept),
        count=len(rows),
        decided=sum(1 for row in rows if row.decided),
        total=sum((row.open or ZERO for row in rows), ZERO),
    )


def _rank(row: Row) -> tuple[bool, bool, int, date, Decimal, str]:
    """Decided rows first, owners last; what must be paid by tier; then by due date, the larger amount first."""
    by_tier = row.tier.number if row.tier and row.lane is Lane.MUST_PAY else 0
    return (
        row.decided is None and not row.touched,
        row.tier is not None and row.tier.last,
        by_tier,
        row.due_on or date.max,
        -(row.open or ZERO),
        row.key,
    )
