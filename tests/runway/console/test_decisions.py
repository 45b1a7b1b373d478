"""Two people at once: the database decides who was first, and the law of one current decision holds."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from core.cash import Document, OpenItem, Side
from core.models import AuditEntry, Business, User
from runway.models import Action, Decision
from runway.services import decisions
from runway.services.decisions import DecidedMeanwhile, Proposal
from tests.runway.console.office import hired

pytestmark = pytest.mark.django_db(transaction=True)

DAY = date(2026, 12, 1)


def bill(qbo_id: str, amount: str = "100") -> OpenItem:
    document = Document("Bill", qbo_id, f"GG-{qbo_id}")
    return OpenItem(Side.PAYABLE, document, "71", "Granite", DAY, DAY, Decimal(amount), Decimal(amount))


def proposal(qbo_id: str, instead_of: int | None = None) -> Proposal:
    return Proposal(bill(qbo_id), Action.DELAY, DAY, instead_of)


def at_once(business: Business, sets: dict[User, list[Proposal]]) -> list[User]:
    """Each person's set proposed in a connection of their own, at the same time; those whose set was recorded."""
    start = Barrier(len(sets))

    def try_it(user: User) -> User | None:
        start.wait()
        try:
            decisions.propose(business, user, sets[user])
        except DecidedMeanwhile:
            return None
        finally:
            connection.close()
        return user

    with ThreadPoolExecutor(len(sets)) as pool:
        return [user for user in pool.map(try_it, sets) if user]


def test_of_two_first_decisions_at_once_one_is_recorded(acme: Business, maya: User, dana: User) -> None:
    winners = at_once(acme, {maya: [proposal("905")], dana: [proposal("905")]})
    assert [made.proposed_by for made in Decision.objects.all()] == winners
    assert AuditEntry.objects.filter(action="decision proposed").count() == 1


def test_of_two_who_replace_the_same_decision_one_does(acme: Business, maya: User, dana: User) -> None:
    (first,) = decisions.propose(acme, maya, [proposal("905")])
    sets = {maya: [proposal("905", first.pk)], dana: [proposal("905", first.pk)]}
    (winner,) = at_once(acme, sets)
    current = Decision.objects.get(ended_at=None)
    assert (current.proposed_by, current.replaces) == (winner, first)
    assert Decision.objects.count() == 2


def test_sets_that_overlap_in_any_order_end_in_one_whole_set(acme: Business) -> None:
    people = [hired(acme, name) for name in ("Ada", "Bea", "Cy")]
    orders = (["1", "2", "3"], ["3", "2", "4"], ["2", "3", "5"])
    sets = {user: [proposal(qbo_id) for qbo_id in order] for user, order in zip(people, orders, strict=True)}
    (winner,) = at_once(acme, sets)
    made = Decision.objects.all()
    assert {decision.proposed_by for decision in made} == {winner}
    assert {decision.qbo_id for decision in made} == {p.item.document.qbo_id for p in sets[winner]}


def test_a_decision_of_another_business_is_out_of_reach(acme: Business, maya: User, sam: User) -> None:
    (made,) = decisions.propose(acme, maya, [proposal("905")])
    elsewhere = sam.memberships.get().business
    assert elsewhere is not None
    assert decisions.approve(elsewhere, sam, [made.pk], {}) == decisions.Outcome((), ())
    assert decisions.withdraw(elsewhere, sam, [made.pk]) == decisions.Outcome((), ())
    with pytest.raises(DecidedMeanwhile):
        decisions.propose(elsewhere, sam, [proposal("905", made.pk)])
    assert Decision.objects.get().ended_at is None


def test_what_was_withdrawn_is_neither_approved_nor_withdrawn_again(
    acme: Business, maya: User, dana: User
) -> None:
    (made,) = decisions.propose(acme, maya, [proposal("905")])
    decisions.withdraw(acme, maya, [made.pk])
    late = decisions.approve(acme, dana, [made.pk], {})
    assert late.left == ("Bill GG-905: it was approved, replaced or withdrawn meanwhile.",)
    assert decisions.withdraw(acme, dana, [made.pk]).done == ()
    made.refresh_from_db()
    assert (made.approved_at, made.ended_by) == (None, maya)


@pytest.mark.parametrize(
    ("action", "amount", "second"),
    [
        (Action.PAY, "5000", False),
        (Action.PAY, "5000.01", True),
        (Action.DELAY, "5000.01", True),
        (Action.CHASE, "90000", False),
        (Action.DISPUTE, "90000", False),
    ],
)
def test_money_above_the_threshold_needs_a_second_person(action: Action, amount: str, second: bool) -> None:
    assert decisions.needs_second_person(action, Decimal(amount)) is second
