"""How numbers, dates and ages are written."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runway import words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1234.5"), "1,234.50"),
        (Decimal("-20466"), "\u221220,466.00"),
        (Decimal("0.005"), "0.01"),
        (Decimal("-0.001"), "0.00"),
        (None, "unknown"),
    ],
)
def test_amounts_have_commas_cents_and_a_real_minus(value: Decimal | None, text: str) -> None:
    assert words.number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(Decimal("7.5"), "+7.50"), (Decimal(-1), "\u22121.00"), (Decimal(0), "0.00"), (None, "unknown")],
)
def test_a_change_carries_its_sign_and_no_change_has_none(value: Decimal | None, text: str) -> None:
    assert words.change(value) == text


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        (Decimal("171240.49"), "USD", "$171,240"),
        (Decimal("0.50"), "USD", "$1"),
        (Decimal("-2929.70"), "USD", "\u2212$2,930"),
        (Decimal("-0.30"), "USD", "$0"),
        (Decimal(1234), "CAD", "CAD 1,234"),
    ],
)
def test_headline_amounts_are_whole_and_name_their_currency(value: Decimal, currency: str, text: str) -> None:
    assert words.dollars(value, currency) == text


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_the_two_parts_of_a_figure_are_the_amount(value: Decimal) -> None:
    figure = words.whole(value, "USD") + words.cents(value)
    assert figure.replace("$", "") == words.number(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (50_000, "50k"), (2_500, "2.5k"), (-150_000, "\u2212150k"), (1_500_000, "1.5M"), (250, "250")],
)
def test_axis_ticks_are_short(value: int, text: str) -> None:
    assert words.thousands(Decimal(value)) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "under 1 min"),
        (59, "under 1 min"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (316_800, "3 d 16 h"),
    ],
)
def test_ages_are_in_words(seconds: int, text: str) -> None:
    assert words.age(timedelta(seconds=seconds)) == text


def test_an_unknown_age_is_unknown() -> None:
    assert words.age(None) == "unknown"


def test_dates_and_instants_are_written_for_people() -> None:
    at = datetime(2026, 11, 23, 12, 58, tzinfo=UTC).astimezone(ZoneInfo("America/New_York"))
    assert words.day(date(2026, 12, 24)) == "Thu, Dec 24"
    assert words.long_day(date(2026, 11, 23)) == "Monday, November 23, 2026"
    assert words.instant(at) == "Mon, Nov 23, 7:58 AM ET"


def test_midnight_is_twelve() -> None:
    assert words.instant(datetime(2026, 11, 23, 0, 5, tzinfo=UTC)) == "Mon, Nov 23, 12:05 AM UTC"


def test_a_document_is_called_as_people_call_it() -> None:
    assert words.document("CreditMemo", "12") == "credit memo 12"
    assert words.document("Bill", "") == "bill"


def test_days_inside_a_text_are_spelled_as_people_read_them() -> None:
    today = date(2026, 11, 23)
    assert words.spelled("due 2026-12-24", today) == "due Dec 24"
    assert (
        words.spelled("2026-11-30 to 2027-01-17, seen 3 times", today)
        == "Nov 30 to Jan 17, 2027, seen 3 times"
    )
    assert words.spelled("order 2026-13-45 of 12026-12-24", today) == "order 2026-13-45 of 12026-12-24"
