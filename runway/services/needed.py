"""The decisions that a week needs: proposals that wait for approval, then bills that must be paid."""

from datetime import date
from decimal import Decimal

from core.cash import OpenItem, Side
from runway.calculators.lanes import Lane
from runway.models import Action, Decision
from runway.services.console_case import Case
from runway.services.console_decided import said
from runway.services.judged import Judged, judged
from runway.services.week_page import Decisions, Needed

FIRST = 5


def decisions_needed(case: Case) -> Decisions:
    """At most five, in the console's order: what waits for approval, oldest first; then bills by tier and due date."""
    waiting = [
        _waiting(case, decision, case.open_documents[name])
        for name, decision in case.decisions.items()
        if decision.approved_at is None and name in case.open_documents
    ]
    bills = sorted(_must_pay(case), key=lambda pair: _rank(*pair))
    first = waiting[:FIRST]
    first += [_pay(case, bill, found) for bill, found in bills[: FIRST - len(first)]]
    return Decisions(tuple(first), len(waiting) + len(bills))


def _must_pay(case: Case) -> list[tuple[OpenItem, Judged]]:
    bills = [
        (item, judged(case, item))
        for name, item in case.open_documents.items()
        if item.side is Side.PAYABLE and name not in case.decisions
    ]
    return [(bill, found) for bill, found in bills if found.placed.lane is Lane.MUST_PAY]


def _rank(bill: OpenItem, found: Judged) -> tuple[bool, int, date, Decimal, str]:
    return (
        found.tier.last,
        found.tier.number,
        bill.due_on or date.max,
        -bill.open,
        ":".join(bill.document.name),
    )


def _waiting(case: Case, decision: Decision, item: OpenItem) -> Needed:
    day = max(decision.on, case.today) if decision.on and decision.action != Action.CHASE else None
    proposal = f"{said(decision.action, decision.on)}, proposed by {decision.proposed_by}"
    return _needed(case, "Approve", item, proposal, day)


def _pay(case: Case, bill: OpenItem, found: Judged) -> Needed:
    late = (case.today - bill.due_on).days if bill.due_on else 0
    why = f"{late} day{'' if late == 1 else 's'} late" if late > 0 else found.placed.reason
    on = bill.due_on if bill.due_on and late <= 0 else case.today
    return _needed(case, "Pay", bill, why, on)


def _needed(case: Case, act: str, item: OpenItem, why: str, on: date | None) -> Needed:
    alone = case.alone(item, on)
    change = alone.change if alone else None
    return Needed(act, item.party, item.document, item.open, why, change, case.days(change), item.foreign)
