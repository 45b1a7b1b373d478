"""The same thing entered twice."""

from decimal import Decimal

from runway.calculators.hygiene.duplicates import (
    bare,
    duplicate_bills,
    duplicate_invoices,
    duplicate_payments,
)
from runway.calculators.hygiene.issue import Kind
from tests.runway.hygiene.papers import Office, ids, only


def test_a_number_that_differs_by_a_space_is_the_same(office: Office) -> None:
    """
    2026-11-09  paper  Bill  KP-2198  Kestrel Print  4,180.00
    2026-11-10  paper  Bill  kp 2198  Kestrel Print  4,180.00
    """
    issue = only(duplicate_bills(office.papers))
    assert (issue.kind, issue.about.qbo_id, issue.amount) == (Kind.DUPLICATE_BILL, "2", Decimal(4180))
    assert issue.text == "Same number as bill KP-2198 of Nov 9, 2026, 1 day apart."
    assert issue.touches == {("Bill", "1"), ("Bill", "2")}


def test_the_same_number_of_two_vendors_is_no_duplicate(office: Office) -> None:
    """
    2026-11-09  paper  Bill  100  Kestrel Print  4,180.00
    2026-11-10  paper  Bill  100  Studio Nørd    4,180.00
    """
    assert ids(duplicate_bills(office.papers)) == []


def test_the_same_amount_counts_up_to_the_seventh_day(office: Office) -> None:
    """
    2026-11-01  paper  Bill  A  Kestrel Print  400.00
    2026-11-08  paper  Bill  B  Kestrel Print  400.00
    2026-11-01  paper  Bill  C  Studio Nørd    400.00
    2026-11-09  paper  Bill  D  Studio Nørd    400.00
    """
    assert ids(duplicate_bills(office.papers)) == ["2"]


def test_the_same_amount_four_times_is_a_habit(office: Office) -> None:
    """
    2026-10-05  paper  Bill  A  Staffing  7,180.00
    2026-10-12  paper  Bill  B  Staffing  7,180.00
    2026-10-19  paper  Bill  C  Staffing  7,180.00
    2026-10-26  paper  Bill  D  Staffing  7,180.00
    """
    assert ids(duplicate_bills(office.papers)) == []


def test_one_pair_is_told_once(office: Office) -> None:
    """
    2026-11-09  paper  Bill  7  Kestrel Print  4,180.00
    2026-11-09  paper  Bill  7  Kestrel Print  4,180.00
    """
    assert ids(duplicate_bills(office.papers)) == ["2"]


def test_voided_bills_and_those_without_number_are_no_duplicates_of_each_other(office: Office) -> None:
    """
    2026-11-09  paper  Bill  7  Kestrel Print      0.00  note Voided
    2026-11-09  paper  Bill  7  Kestrel Print  4,180.00
    2026-11-09  paper  Bill  -  Studio Nørd       10.00
    2026-11-09  paper  Bill  -  Studio Nørd       20.00
    """
    assert ids(duplicate_bills(office.papers)) == []


def test_two_payments_of_one_amount_within_a_week(office: Office) -> None:
    """
    2026-11-03  paper  BillPayment  1007  Kestrel Print  250.00
    2026-11-04  paper  BillPayment  1008  Kestrel Print  250.00
    2026-11-04  paper  Payment      1009  Kestrel Print  250.00
    """
    issue = only(duplicate_payments(office.papers))
    assert (issue.about.number, issue.where) == ("1008", "Kestrel Print, bill payment 1008")


def test_invoices_are_duplicates_by_number_alone(office: Office) -> None:
    """
    2026-11-03  paper  Invoice  12  Amy's Birds  250.00
    2026-11-03  paper  Invoice  13  Amy's Birds  250.00
    2026-11-20  paper  Invoice  12  Amy's Birds   90.00
    """
    assert ids(duplicate_invoices(office.papers)) == ["3"]


def test_a_number_without_letters_or_figures_is_none() -> None:
    assert bare(" - ") == ""
