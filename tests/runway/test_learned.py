"""A side's tuning is of its past as the week's Monday found it: the money of the week moves no number through it.

It is the week of Monday, Nov 23, 2026; Amy is billed each Monday and pays after 40 days or so, most of it on the way.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.cash import Document, OpenItem, Side
from core.dealings import Settled
from runway.calculators.learned import Learned, learned, one_side

MONDAY = date(2026, 11, 23)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
DAYS_OF_THE_WEEK = [MONDAY + DAY * n for n in range(7)]


def paid(number: int, paid_on: date, late: int = 10) -> Settled:
    due_on = paid_on - DAY * late
    named = (Document("Invoice", f"s{number}"), "12", "Amy's Birds")
    return Settled(*named, due_on, paid_on, Decimal(100), issued_on=due_on - DAY * 30)


def unpaid(number: int, issued_on: date, left: str = "100") -> OpenItem:
    named = (Side.RECEIVABLE, Document("Invoice", f"o{number}"), "12", "Amy's Birds")
    return OpenItem(*named, issued_on, issued_on + DAY * 30, Decimal(100), Decimal(left))


def settles(item: OpenItem, paid_on: date) -> Settled:
    """What the books tell of a document once it is paid."""
    named = (item.document, item.party_id, item.party)
    return Settled(*named, item.due_on, paid_on, item.total, issued_on=item.issued_on)


PAST = tuple(paid(n, MONDAY - WEEK * n - DAY, late=n * 7 % 23) for n in range(1, 100))
OPEN = tuple(unpaid(n, MONDAY - WEEK * n) for n in range(1, 6))


def past(settled: Sequence[Settled], items: Sequence[OpenItem], today: date = MONDAY) -> str:
    return one_side(settled, items, today).past_of_week().word


def numbers(found: Learned) -> object:
    assert found.tuned is not None
    of = found.tuned.tuning
    return dict(found.chances), found.tuned.past, of.trust.weights.tolist(), of.levels, of.rule


def test_all_days_of_a_week_learn_from_the_same_past_and_those_of_the_next_from_another() -> None:
    """What was paid on Monday is past from the next Monday on."""
    came = (settles(OPEN[0], MONDAY), *PAST)
    assert {past(came, OPEN[1:], day) for day in DAYS_OF_THE_WEEK} == {past(PAST, OPEN)}
    assert past(came, OPEN[1:], MONDAY + WEEK) != past(came, OPEN[1:], MONDAY)


def test_that_past_is_what_is_learned_from() -> None:
    tuned = learned(PAST, OPEN, MONDAY + 4 * DAY).tuned
    assert tuned is not None
    assert tuned.past == f"{MONDAY - DAY} {past(PAST, OPEN)}"


def test_what_happens_in_a_week_leaves_its_past_as_it_was() -> None:
    """On Tuesday one invoice is paid, of another one a part, and there is a new one, of a new customer."""
    before, tuesday = past(PAST, OPEN), MONDAY + DAY
    came = (settles(OPEN[0], tuesday), *PAST)
    new = replace(unpaid(9, tuesday), party_id="13", party="Birch")
    after = past(came, (replace(OPEN[1], open=Decimal(30)), *OPEN[2:], new), MONDAY + 4 * DAY)
    assert after == before


def test_a_payment_dated_ahead_is_not_known_of_before_its_day() -> None:
    ahead = (settles(OPEN[0], MONDAY + 2 * DAY), *PAST)
    assert past(ahead, OPEN[1:]) == past(PAST, OPEN)


def test_what_is_read_no_longer_in_the_week_was_not_learned_from() -> None:
    """Two years are read: by Sunday six days of them that Monday still had are gone."""
    oldest = tuple(paid(200 + n, MONDAY - 104 * WEEK + DAY * n) for n in range(7))
    assert past((*PAST, *oldest), OPEN) == past((*PAST, *oldest[6:]), OPEN, MONDAY + 6 * DAY)


def test_of_more_than_are_learned_from_the_payments_of_the_week_push_none_out() -> None:
    many = tuple(paid(n, MONDAY - DAY * (1 + n % 300), late=n % 31) for n in range(5010))
    came = tuple(settles(item, MONDAY) for item in OPEN[1:])
    assert past((*came, *many), OPEN[:1]) == past(many, OPEN)


@pytest.mark.parametrize(
    "edited",
    [
        replace(PAST[40], paid_on=PAST[40].paid_on - DAY),
        replace(PAST[40], due_on=PAST[40].due_on - DAY),
        replace(PAST[40], issued_on=PAST[40].issued_on - DAY),
        replace(PAST[40], amount=Decimal("100.01")),
        replace(PAST[40], party_id="13"),
    ],
)
def test_an_edited_old_document_is_another_past(edited: Settled) -> None:
    assert past((*PAST[:40], edited, *PAST[41:]), OPEN) != past(PAST, OPEN)


def test_a_document_that_is_gone_or_entered_late_is_another_past() -> None:
    words = {past(PAST[1:], OPEN), past(PAST, OPEN[1:]), past(PAST, OPEN)}
    assert len(words | {past((paid(500, MONDAY - DAY), *PAST), OPEN)}) == 4


@given(st.randoms(use_true_random=False))
@settings(max_examples=10, deadline=None)
def test_the_order_of_documents_is_irrelevant(chance: Random) -> None:
    assert past(chance.sample(PAST, len(PAST)), chance.sample(OPEN, len(OPEN))) == past(PAST, OPEN)


@pytest.mark.parametrize(("day", "come"), [(0, set()), (2, {1, 4}), (6, {0, 1, 2, 3})])
def test_whatever_was_kept_the_number_is_the_same(day: int, come: set[int]) -> None:
    """Kept on Monday: of these books, or as they were before an old document was entered. Since then some were paid."""
    today, recent = MONDAY + DAY * day, PAST[:25]
    now = (*(settles(OPEN[n], MONDAY) for n in come), *recent)
    items = [item for n, item in enumerate(OPEN) if n not in come]
    of_monday, of_other_books = (learned(settled, OPEN, MONDAY).tuned for settled in (recent, recent[:-1]))
    assert of_monday != of_other_books
    fresh = numbers(learned(now, items, today))
    assert [numbers(learned(now, items, today, kept)) for kept in (of_monday, of_other_books)] == [fresh] * 2
