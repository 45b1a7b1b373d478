"""Decisions in words: what was decided by whom, who may approve it, and what became of its document since."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from core.cash import Name, OpenItem
from core.dealings import Fate
from core.models import User
from runway import words
from runway.calculators.lanes import Lane
from runway.models import Action, Decision
from runway.services.console_case import Case
from runway.services.console_page import Decided, Row
from runway.services.decisions import amount_of, needs_second_person, threshold, why_not

GONE = {
    Fate.DELETED: "no longer in the books: deleted in QuickBooks",
    Fate.MISSING: "no longer in the books",
    Fate.VOIDED: "voided in QuickBooks",
    Fate.SETTLED: "settled in QuickBooks",
    Fate.OPEN: "its amount in home currency is unknown",
}
LEFT_OUT = "left out of the numbers in the tray"
LANES = {Action.CHASE: Lane.CHASE, Action.PROMISED: Lane.PROMISED, Action.DISPUTE: Lane.DISPUTED}


def in_words(case: Case, decision: Decision, item: OpenItem | None, user: User) -> Decided:
    """A decision as its row says it; `item` is its document as it is open now, None where it is not."""
    marks = marks_of(case, decision, item)
    approved = decision.approved_at is not None
    return Decided(
        id=decision.pk,
        words=said(decision.action, decision.on),
        state="Approved" if approved else "Proposed",
        proposer=str(decision.proposed_by),
        approver=str(decision.approved_by) if approved else _to_approve(decision),
        note=decision.note,
        marks=marks,
        waiting=not approved,
        why_not="" if approved else "; ".join(marks) or why_not(decision, user),
    )


def said(action: str, on: date | None) -> str:
    """`Delay to Jan 4`."""
    joined = {Action.PAY: "on", Action.DELAY: "to", Action.PROMISED: "for"}
    label = Action(action).label
    return f"{label} {joined[Action(action)]} {words.short_day(on)}" if on else label


def decided_row(case: Case, name: Name, user: User) -> Row:
    """A decision whose document is not open any more: kept, as the decider saw the document, and marked."""
    decision = case.decisions[name]
    due_on = decision.seen.get("due_on")
    decided = in_words(case, decision, None, user)
    settled = case.snapshot.fates.get(name) is Fate.SETTLED
    lane = LANES.get(Action(decision.action), Lane.SCHEDULED)
    return Row(
        key=":".join(name),
        entity=name[0],
        qbo_id=name[1],
        party=decision.seen.get("party") or "",
        number=decision.seen.get("number") or "",
        due_on=date.fromisoformat(due_on) if due_on else None,
        days_late=0,
        days_left=0,
        open=None,
        discount="",
        tier=None,
        usual="",
        lane=Lane.DONE if settled and name[0] == "Bill" else lane,
        reason=decided.marks[0],
        options=(),
        own_day="",
        own_day_chosen=None,
        decided=decided,
        touched=False,
    )


def marks_of(case: Case, decision: Decision, item: OpenItem | None) -> tuple[str, ...]:
    """What is different in the books from what the decider saw; empty where nothing is."""
    if item is None:
        return (f"{_gone(case, decision)}; open amount was {words.number(amount_of(decision))}",)
    return tuple(
        f"changed since: {field} was {say(was)}, is {say(now)}"
        for field, was, now, say in _compared(decision, item)
        if was != now
    )


def _compared(decision: Decision, item: OpenItem) -> Iterator[tuple[str, Any, Any, Callable[[Any], str]]]:
    """Field by field: its name, as the decider saw it, as it is now, and how a value of it is said."""
    seen = decision.seen
    due_on = date.fromisoformat(seen["due_on"]) if seen.get("due_on") else None
    yield "open amount", amount_of(decision), item.open, words.number
    yield "due date", due_on, item.due_on, _day
    if "number" in seen:
        yield "number", seen["number"] or "", item.document.number, lambda number: number or "none"


def _gone(case: Case, decision: Decision) -> str:
    name = (decision.entity, decision.qbo_id)
    if any(item.document.name == name for item in case.snapshot.books.left_out):
        return LEFT_OUT
    return GONE[case.snapshot.fates.get(name, Fate.MISSING)]


def _day(on: date | None) -> str:
    return f"{words.short_day(on)}, {on.year}" if on else "unknown"


def _to_approve(decision: Decision) -> str:
    if needs_second_person(decision.action, amount_of(decision)):
        return f"second person to approve, above {words.number(threshold(), 0)}"
    return "no second person needed"
