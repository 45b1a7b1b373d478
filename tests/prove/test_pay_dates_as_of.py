"""What comes later changes nothing that is said today, nor does the order in which documents are read."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runway.calculators.paydates.history import Asked, Obligation, history_of
from runway.calculators.paydates.learn import PayDates, learn

FIRST, TODAY = date(2026, 1, 5), date(2026, 9, 30)
DAY = timedelta(days=1)
LEVEL = st.floats(0.01, 0.99)
PARTIES = ("Amy's Birds", "Cool Cars", "Diego", "Freeman")
pytestmark = pytest.mark.prove
SAID = settings(max_examples=60, deadline=None)


@st.composite
def books(draw: st.DrawFn) -> list[Obligation]:
    """Half a hundred documents of four parties over a year, of which today lies in the third quarter."""
    drawn = st.tuples(
        st.sampled_from(PARTIES), st.integers(0, 360), st.sampled_from((0, 15, 30)), st.integers(-10, 60)
    )
    rows = draw(st.lists(drawn, min_size=30, max_size=60))
    return [_document(number, *row) for number, row in enumerate(rows)]


def _document(number: int, party: str, since: int, terms: int, lag: int) -> Obligation:
    issued_on = FIRST + since * DAY
    due_on = issued_on + terms * DAY
    return Obligation(str(number), party, issued_on, due_on, due_on + lag * DAY, Decimal(10 + number))


def said(book: list[Obligation]) -> list[Any]:
    """All that a model says at the close of today of documents that are open by then, and how it was tuned."""
    told = learn(history_of(book), TODAY)
    asked = Asked(*(np.array(column) for column in zip(*_asked(told), strict=True)))
    days = told.of_all(asked, TODAY.toordinal())
    quantiles = [days.quantile(np.full(len(asked), level)).tolist() for level in (0.1, 0.5, 0.9)]
    return [
        *quantiles,
        told.by_week(asked).tolist(),
        told.tuning.trust.weights.tolist(),
        told.tuning.levels,
        told.tuning.rule,
    ]


def _asked(told: PayDates) -> list[tuple[int, int, int]]:
    day = TODAY.toordinal()
    return [
        (told.history.number(party), day - 40, day - 40 + terms) for party in PARTIES for terms in (0, 30, 90)
    ]


@SAID
@given(books(), st.lists(st.integers(1, 400), min_size=60, max_size=60), st.booleans())
def test_changing_the_future_changes_no_prediction(
    book: list[Obligation], later: list[int], is_open: bool
) -> None:
    """Payments after today move to other days or never come, and documents issued after today are others."""
    other = [_changed(document, days, is_open) for document, days in zip(book, later, strict=False)]
    assert said(book) == said([document for document in other if document is not None])


def _changed(document: Obligation, days: int, is_open: bool) -> Obligation | None:
    if document.issued_on > TODAY:
        moved = TODAY + days * DAY
        return (
            None if days % 3 == 0 else replace(document, issued_on=moved, due_on=moved, amount=Decimal(days))
        )
    if document.paid_on is not None and document.paid_on > TODAY:
        return replace(document, paid_on=None if is_open else TODAY + days * DAY)
    return document


@SAID
@given(books(), st.randoms(use_true_random=False))
def test_the_order_of_documents_is_irrelevant(book: list[Obligation], random: Any) -> None:
    shuffled = list(book)
    random.shuffle(shuffled)
    assert said(book) == said(shuffled)


@SAID
@given(books(), st.sampled_from(PARTIES), st.integers(0, 200), st.tuples(LEVEL, LEVEL))
def test_quantiles_and_probabilities_agree(
    book: list[Obligation], party: str, age: int, levels: tuple[float, float]
) -> None:
    told = learn(history_of(book), TODAY)
    due_on = TODAY - (age - 30) * DAY
    days = told.of(party, TODAY - age * DAY, due_on, open_on=TODAY)
    low, high = sorted(levels)
    assert TODAY < days.quantile(low) <= days.quantile(high)
    assert days.by(days.quantile(low)) >= low - 1e-6
    assert days.by(days.quantile(low) - DAY) <= low + 1e-6
