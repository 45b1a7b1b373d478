"""What is known of an entity: names that people give it, and entities that QBO does not give a company."""

import pytest

from ap.models import Bill
from core import clock
from core.mirror import mirrors
from core.models import Business
from sync import entities
from sync.merge import Tally
from sync.orchestrators.freshness import freshness_of

pytestmark = pytest.mark.django_db


def test_an_entity_is_known_by_its_name_in_any_case() -> None:
    assert entities.named(["bill"]) == [Bill]
    assert entities.named([]) == mirrors()


def test_an_unknown_entity_is_answered_with_the_known_ones() -> None:
    with pytest.raises(entities.UnknownEntity, match=r"Account, Bill, BillPayment.*VendorCredit"):
        entities.named(["Bil"])


def test_an_entity_that_quickbooks_does_not_give_leaves_the_rest_complete(acme: Business) -> None:
    states = entities.states(acme)
    for model in mirrors():
        if model is not Bill:
            entities.finish(states[model.qbo.name], model, clock.now())
    assert not freshness_of([acme])[acme.pk].complete
    entities.set_aside(states["Bill"], "not on this plan", clock.now())
    assert freshness_of([acme])[acme.pk].complete


def test_reading_afresh_asks_again_for_what_was_not_given(acme: Business) -> None:
    entities.set_aside(entities.states(acme)["Bill"], "not on this plan", clock.now())
    entities.start_over(acme, [Bill])
    state = entities.states(acme)["Bill"]
    assert state.unavailable == ""
    assert state.is_to_be_read()


def test_keys_that_come_after_the_backfill_are_drift_unless_they_are_the_first_objects(
    acme: Business,
) -> None:
    state = entities.states(acme)["Bill"]
    entities.finish(state, Bill, clock.now())
    entities.note_keys(state, Tally(keys={"Id", "DueDate"}))
    assert (state.keys, state.drift) == (["DueDate", "Id"], []), "there was no bill before"
    entities.note_keys(state, Tally(keys={"Id", "NewKey"}))
    assert state.drift == ["NewKey"]
