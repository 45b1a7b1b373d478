"""Flow: hybrid. Carrying decisions out in QuickBooks: once each, after a live re-read, done when a re-read shows it.

What is to be done is on disk with its request id before the first try (`plan_...`). `carry_out` reads the document
again and writes nothing where it is not as the decider saw it: the difference comes back, to be confirmed. It may be
called again at any time, after a cut connection or a kill, by several at once: the request id is the same, and what an
earlier try did is recognised first. Nothing is written while write-back is off (sync/write_back.py).
"""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core import audit, clock
from core.mirror import Mirror, mirror_of
from core.models import Business
from sync import entities, runs, write_back
from sync.errors import (
    BadQuestion,
    NotFound,
    NotPermitted,
    Refused,
    StaleObject,
    SyncError,
    UnknownFault,
    WriteBackOff,
)
from sync.intake import Intake
from sync.models import RunKind, WriteKind, WriteOperation
from sync.orchestrators.named import read_all
from sync.seen import Changed, differences
from sync.smart_sync import SmartSyncService
from sync.writings import WRITINGS, Writing

__all__ = [
    "Changed",
    "Outcome",
    "State",
    "carry_out",
    "carry_out_all",
    "confirm_again",
    "outcome_of",
    "plan_due_date",
    "plan_mailing",
    "plan_payment",
]

FINAL = (Refused, BadQuestion, NotPermitted, NotFound, UnknownFault)
TRIES = 2
UNCONFIRMED = (
    "QuickBooks took it, but the document does not show it yet. It is looked at again with the next try."
)


class State(StrEnum):
    """Where an operation stands. Only a live re-read makes it done."""

    PENDING = "pending"
    CHANGED = "changed"
    REFUSED = "refused"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One operation as it stands: why it is not done, what was different, the document that shows that it is done."""

    number: int
    state: State
    why: str = ""
    changed: tuple[Changed, ...] = ()
    result_id: str = ""


def plan_due_date(
    business: Business, entity: str, qbo_id: str, due_on: date, *, actor: str, name: str
) -> int:
    """A bill or invoice is to be due on another day. The operation's number, the same for the same `name`.

    What the mirror says of the document now is what the decider saw. Nothing is sent yet.
    """
    asks = {"due_on": due_on.isoformat()}
    return _plan(business, WriteKind.MOVE_DUE_DATE, entity, qbo_id, asks, actor, name)


def plan_payment(
    business: Business,
    bill_id: str,
    amount: Decimal,
    account_id: str,
    on: date,
    *,
    by_card: bool = False,
    actor: str,
    name: str,
) -> int:
    """A payment is to be recorded on a bill, in its currency, from a bank account or a card."""
    asks = {"amount": str(amount), "account_id": account_id, "on": on.isoformat(), "by_card": by_card}
    return _plan(business, WriteKind.PAY_BILL, "Bill", bill_id, asks, actor, name)


def plan_mailing(business: Business, invoice_id: str, *, to: str = "", actor: str, name: str) -> int:
    """QBO is to mail an invoice, to this address or to the one on it."""
    return _plan(business, WriteKind.MAIL_INVOICE, "Invoice", invoice_id, {"to": to}, actor, name)


def carry_out_all(business: Business, numbers: Iterable[int]) -> tuple[Outcome, ...]:
    """Each in its turn; one that changed or was refused leaves the others alone.

    What would meet them all, a connection that broke say, is not tried on the rest: they stay pending with that reason.
    """
    found: list[Outcome] = []
    for number in numbers:
        last = found[-1] if found else None
        if last and last.state is State.PENDING and last.why != UNCONFIRMED:
            found.append(_note(_of(business, number), why=last.why))
        else:
            found.append(carry_out(business, number))
    return tuple(found)


def carry_out(business: Business, number: int) -> Outcome:
    """Do it, if it is not done. Raises WriteOperation.DoesNotExist for a number of another business, nothing else."""
    operation = _of(business, number)
    if operation.confirmed_at:
        return _outcome(operation)
    try:
        if not write_back.is_on(business):
            raise WriteBackOff(business.slug)
        with runs.attempt(business, RunKind.LIVE) as run:
            return _Attempt(operation, Intake(business, run, entities.states(business))).go()
    except FINAL as why:
        _trail(operation, "write refused by QuickBooks", why=str(why))
        return _note(operation, why=str(why), refused_at=clock.now())
    except SyncError as why:
        return _note(operation, why=str(why), refused_at=None)


def confirm_again(business: Business, number: int, shown: Collection[Changed], actor: str) -> bool:
    """The decider has seen these differences and wants it still; False where others have been found meanwhile."""
    operation = _of(business, number)
    if [asdict(each) for each in shown] != operation.changed:
        return False
    now = operation.seen | {each.field: each.now for each in shown}
    standing = WriteOperation.objects.filter(pk=number, confirmed_at=None, changed=operation.changed)
    if standing.update(seen=now, changed=[], why="", refused_at=None) != 1:
        return False
    _trail(operation, "write confirmed after a change", by=actor, changed=operation.changed)
    return True


def outcome_of(business: Business, number: int) -> Outcome:
    """How it stands, without asking QuickBooks."""
    return _outcome(_of(business, number))


class _Attempt:
    """One try at an operation, on behalf of a run."""

    def __init__(self, operation: WriteOperation, intake: Intake) -> None:
        self.operation, self.intake = operation, intake
        self.writing: Writing = WRITINGS[WriteKind(operation.kind)]
        self.gate = SmartSyncService(intake.business, run=intake.run, people=True)

    def go(self) -> Outcome:
        for _ in range(TRIES):
            row = self._read(self.operation.entity, [self.operation.qbo_id])
            if (shown_by := self._done(row)) is not None:
                return _confirm(self.operation, shown_by)
            if changed := differences(self.operation.seen, self.writing.seen(row[0] if row else None)):
                return _stop(self.operation, changed)
            if self._send(row[0]):
                break
        else:
            return _note(self.operation, why=str(StaleObject()))
        row = self._read(self.operation.entity, [self.operation.qbo_id])
        shown_by = self._done(row)
        return (
            _note(self.operation, why=UNCONFIRMED) if shown_by is None else _confirm(self.operation, shown_by)
        )

    def _send(self, row: Mirror) -> bool:
        """Whether QuickBooks took it; not where somebody changed the document since it was read."""
        if self.operation.tried_at is None:
            _note(self.operation, tried_at=clock.now())
        try:
            self.writing.send(self.gate, self.operation, row)
        except StaleObject:
            return False
        return True

    def _done(self, row: list[Mirror]) -> str | None:
        """Which document shows that it is done, where it was tried before."""
        if self.operation.tried_at is None or not row:
            return None
        entity, ids = self.writing.linked(row[0])
        return self.writing.done(self.operation, row[0], self._read(entity, ids) if ids else [])

    def _read(self, entity: str, ids: Collection[str]) -> list[Mirror]:
        """Asked of QuickBooks now, written through the merge, read from the mirror."""
        model = mirror_of(entity)
        read_all(self.intake, self.gate, {model: ids})
        return list(model.objects.of(self.intake.business).filter(qbo_id__in=ids).defer(None))


def _plan(
    business: Business, kind: WriteKind, entity: str, qbo_id: str, asks: dict[str, Any], actor: str, name: str
) -> int:
    row = mirror_of(entity).objects.filter(business=business, qbo_id=qbo_id).first()
    planned = {"kind": kind, "entity": entity, "qbo_id": qbo_id, "asks": asks, "asked_by": actor}
    planned["seen"] = WRITINGS[kind].seen(row)
    operation, is_new = WriteOperation.objects.get_or_create(business=business, name=name, defaults=planned)
    if is_new:
        _trail(operation, "write planned", asks=asks)
    return operation.pk


def _confirm(operation: WriteOperation, result_id: str) -> Outcome:
    """Done; whoever sees it first writes it into the trail."""
    done = {"confirmed_at": clock.now(), "result_id": result_id, "why": "", "changed": [], "refused_at": None}
    if WriteOperation.objects.filter(pk=operation.pk, confirmed_at=None).update(**done):
        _trail(operation, "written to QuickBooks", asks=operation.asks, result=result_id)
    operation.refresh_from_db()
    return _outcome(operation)


def _stop(operation: WriteOperation, changed: tuple[Changed, ...]) -> Outcome:
    told = [asdict(each) for each in changed]
    if told != operation.changed:
        _trail(operation, "write stopped: the document changed", changed=told)
    return _note(operation, changed=told, why="The document is not as it was when this was decided.")


def _note(operation: WriteOperation, **facts: Any) -> Outcome:
    """Keep what is known by now of an operation that is not done."""
    WriteOperation.objects.filter(pk=operation.pk, confirmed_at=None).update(**facts)
    operation.refresh_from_db()
    return _outcome(operation)


def _outcome(operation: WriteOperation) -> Outcome:
    changed = tuple(Changed(**each) for each in operation.changed)
    return Outcome(operation.pk, _state(operation), operation.why, changed, operation.result_id)


def _state(operation: WriteOperation) -> State:
    if operation.confirmed_at:
        return State.DONE
    if operation.changed:
        return State.CHANGED
    return State.REFUSED if operation.refused_at else State.PENDING


def _of(business: Business, number: int) -> WriteOperation:
    return WriteOperation.objects.select_related("business").get(business=business, pk=number)


def _trail(operation: WriteOperation, action: str, by: str = "", **detail: Any) -> None:
    audit.record(
        by or operation.asked_by,
        action,
        business=operation.business,
        subject=f"{operation.entity} {operation.qbo_id}",
        operation=operation.pk,
        what=operation.kind,
        **detail,
    )
