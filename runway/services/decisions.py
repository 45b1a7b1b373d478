"""Flow: owned. Recording what people decide: propose, approve, withdraw. Nothing here writes to QuickBooks.

A decision is never overwritten: whoever decides names the decision that they saw, and it must still be the current
one when theirs is written. The database says so by compare-and-swap; one current decision a document is its law.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from core import audit, clock
from core.cash import Document, Name, OpenItem
from core.models import Business, User
from runway.models import Action, Decision

MOVES_MONEY = frozenset({Action.PAY, Action.DELAY})


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to happen with one open document; `instead_of` is the decision that the proposer saw on it."""

    item: OpenItem
    action: Action
    on: date | None
    instead_of: int | None = None


class DecidedMeanwhile(Exception):
    """Others decided on these documents after the page was made; nothing of the set was recorded."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = tuple(documents)
        super().__init__("decided meanwhile")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, what was left with the reason for each, and what else is to be said of it."""

    done: tuple[Decision, ...]
    left: tuple[str, ...] = ()
    note: str = ""


def current(business: Business) -> tuple[Decision, ...]:
    """All decisions that have not ended, oldest first, with their people. One query."""
    standing = Decision.objects.filter(business=business, ended_at=None).order_by("proposed_at", "pk")
    return tuple(standing.select_related("proposed_by", "approved_by"))


def contacts(business: Business) -> dict[Name, date]:
    """By invoice the local date on which somebody last chased, or wrote down a promise or a dispute. One query."""
    spoken = Decision.objects.filter(business=business, entity="Invoice").exclude(action__in=MOVES_MONEY)
    last = spoken.order_by().values_list("entity", "qbo_id").annotate(at=Max("proposed_at"))
    return {(entity, qbo_id): clock.local_date(at, business.timezone) for entity, qbo_id, at in last}


def waiting(business: Business) -> int:
    """How many decisions wait for approval. One query."""
    return Decision.objects.filter(business=business, ended_at=None, approved_at=None).count()


@transaction.atomic
def propose(
    business: Business, user: User, proposals: Iterable[Proposal], note: str = ""
) -> tuple[Decision, ...]:
    """Record the whole set, or none of it. Raises `DecidedMeanwhile`.

    Documents are taken in one order, so that two people with overlapping sets wait for each other; the trail, which
    all acts on a business share, comes after them for the same reason.
    """
    ordered = sorted(proposals, key=lambda proposal: proposal.item.document)
    written = [(proposal, _take_place(business, user, proposal, note)) for proposal in ordered]
    beaten = [proposal.item.document for proposal, decision in written if decision is None]
    if beaten:
        raise DecidedMeanwhile(beaten)
    made = tuple(decision for _, decision in written if decision is not None)
    for decision in made:
        _record(user, "decision proposed", business, decision, replaces=decision.replaces_id)
    return made


def approve(business: Business, user: User, ids: Iterable[int], changed: Mapping[int, str]) -> Outcome:
    """Approve each decision that this person may; the others stay as they are, with the reason.

    `changed` says by decision what has become different in the books since it was proposed.
    """
    done, left = [], []
    for decision in _named(business, ids):
        reason = changed.get(decision.pk) or why_not(decision, user) or _approve(decision, user)
        if reason:
            left.append(f"{_title(decision)}: {reason}")
        else:
            done.append(decision)
    return Outcome(tuple(done), tuple(left))


def withdraw(business: Business, user: User, ids: Iterable[int], word: str = "withdrawn") -> Outcome:
    """End each decision without another in its place; one that has ended already is left, with the reason."""
    done, left = [], []
    for decision in _named(business, ids):
        if _withdraw(business, decision, user, word):
            done.append(decision)
        else:
            left.append(f"{_title(decision)}: it is no longer the current decision.")
    return Outcome(tuple(done), tuple(left))


def needs_second_person(action: str, amount: Decimal) -> bool:
    """Whether somebody other than the proposer approves: money is paid or delayed, above the threshold."""
    return action in MOVES_MONEY and abs(amount) > threshold()


def threshold() -> Decimal:
    """Above this amount in home currency a second person approves."""
    return Decimal(settings.CONSOLE_SECOND_PERSON_ABOVE)


def amount_of(decision: Decision) -> Decimal:
    """The open amount that the decider saw."""
    return Decimal(decision.seen.get("open", "0"))


def why_not(decision: Decision, user: User) -> str:
    """Why this person may not approve this decision; empty where they may."""
    if decision.proposed_by_id == user.pk and needs_second_person(decision.action, amount_of(decision)):
        return f"above {threshold():,.2f} somebody other than the proposer approves."
    return ""


def _take_place(business: Business, user: User, proposal: Proposal, note: str) -> Decision | None:
    """The new decision in the place of the one that was seen; None where another stands there by now."""
    if proposal.instead_of and not _end(business, proposal.instead_of, user, proposal.item.document):
        return None
    try:
        with transaction.atomic():
            return Decision.objects.create(
                business=business,
                entity=proposal.item.document.entity,
                qbo_id=proposal.item.document.qbo_id,
                action=proposal.action,
                on=proposal.on,
                note=note,
                seen=seen_of(proposal.item, business),
                proposed_by=user,
                replaces_id=proposal.instead_of,
            )
    except IntegrityError:
        return None


def _end(business: Business, pk: int, user: User, document: Document | None = None) -> bool:
    """Compare and swap: only a decision that is still current ends, and only once."""
    standing = Decision.objects.filter(pk=pk, business=business, ended_at=None)
    if document is not None:
        standing = standing.filter(entity=document.entity, qbo_id=document.qbo_id)
    return standing.update(ended_at=clock.now(), ended_by=user) == 1


@transaction.atomic
def _approve(decision: Decision, user: User) -> str:
    """Compare and swap: what was withdrawn, replaced or approved meanwhile stays so. The reason, or nothing."""
    standing = Decision.objects.filter(pk=decision.pk, ended_at=None, approved_at=None)
    if standing.update(approved_by=user, approved_at=clock.now()) != 1:
        return "it was approved, replaced or withdrawn meanwhile."
    _record(user, "decision approved", decision.business, decision)
    return ""


@transaction.atomic
def _withdraw(business: Business, decision: Decision, user: User, word: str) -> bool:
    ended = _end(business, decision.pk, user)
    if ended:
        _record(user, f"decision {word}", business, decision)
    return ended


def _named(business: Business, ids: Iterable[int]) -> list[Decision]:
    return list(
        Decision.objects.filter(business=business, pk__in=set(ids)).select_related("business").order_by("pk")
    )


def seen_of(item: OpenItem, business: Business) -> dict[str, str | None]:
    """An open document as somebody sees it now, to be kept with what they say of it."""
    return {
        "number": item.document.number,
        "party": item.party,
        "open": str(item.open),
        "due_on": item.due_on.isoformat() if item.due_on else None,
        "currency": business.home_currency,
    }


def _title(decision: Decision) -> str:
    return f"{decision.entity} {decision.seen.get('number') or decision.qbo_id}"


def _record(user: User, action: str, business: Business, decision: Decision, **more: object) -> None:
    audit.record(
        user.email,
        action,
        business=business,
        subject=f"{decision.entity} {decision.qbo_id}",
        decision=decision.pk,
        what=decision.action,
        on=decision.on.isoformat() if decision.on else None,
        seen=decision.seen,
        **more,
    )
