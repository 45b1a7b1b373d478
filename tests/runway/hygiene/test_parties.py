"""Parties that may be one and the same, and vendors without terms."""

from decimal import Decimal

import pytest

from core.cash import Side
from core.papers import Party
from runway.calculators.hygiene.parties import near_equal_names, plain, without_terms
from tests.runway.books import Books
from tests.runway.hygiene.papers import ids, only


def pair(first: str, second: str, side: Side = Side.PAYABLE) -> list[Party]:
    return [Party(Side.PAYABLE, "1", first, True), Party(side, "2", second, True)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Granite Supply", "Granite Supply, Inc."),
        ("Granite Supply", "granite supply"),
        ("Granite Supply", "Granite Suply"),
        ("Granite Supply", "Granite Sapply"),
        ("Amy's Birds", "Amys Birds LLC"),
        ("Studio Nørd", "Studio Nord"),
    ],
)
def test_near_equal_names_are_found(first: str, second: str) -> None:
    assert ids(near_equal_names(pair(first, second), [])) == ["2"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Quote 123", "Quote 124"),
        ("Granite Supply", "Basalt Supply"),
        ("Ann", "Anna"),
        ("Lee", "Leo"),
        ("Inc", "LLC"),
    ],
)
def test_other_names_are_not(first: str, second: str) -> None:
    assert ids(near_equal_names(pair(first, second), [])) == []


def test_a_customer_may_have_the_name_of_a_vendor() -> None:
    assert ids(near_equal_names(pair("Granite Supply", "Granite Supply", Side.RECEIVABLE), [])) == []


def test_at_stake_is_what_the_smaller_of_the_two_has_open(books: Books) -> None:
    """
    2026-11-09  bill    Kestrel   4,000.00   due 2026-12-09
    2026-11-09  bill    Kestrell    180.00   due 2026-12-09
    """
    parties = [Party(Side.PAYABLE, name, name, True) for name in ("Kestrel", "Kestrell")]
    issue = only(near_equal_names(parties, books.items))
    assert issue.amount == Decimal(180)
    assert issue.touches == {("Bill", "1"), ("Bill", "2")}


def test_a_thousand_names_are_compared_in_no_time() -> None:
    parties = [Party(Side.PAYABLE, str(n), f"Vendor of {n} things", True) for n in range(1000)]
    assert ids(near_equal_names(parties, [])) == []


def test_a_name_is_bare_of_case_punctuation_and_legal_form() -> None:
    assert plain("The O'Neil & Sons Co., Inc.") == "oneil sons"


def test_only_vendors_with_open_bills_and_without_terms_count(books: Books) -> None:
    """
    2026-11-18  bill           Voss   5,650.00   due 2026-12-18
    2026-11-19  bill           Voss     350.00   due 2026-12-18
    2026-11-19  vendor credit  Idle      20.00
    2026-11-19  bill           Terms    100.00   due 2026-12-18
    """
    parties = [Party(Side.PAYABLE, name, name, name == "Terms") for name in ("Voss", "Idle", "Terms")]
    issue = only(without_terms(parties, books.items))
    assert (issue.about.entity, issue.about.qbo_id, issue.amount) == ("Vendor", "Voss", Decimal(6000))
    assert issue.text.startswith("2 open bills and no terms")
