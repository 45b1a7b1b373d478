"""What payments have used is taken off the documents that state no balance themselves."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.cash import Document, Foreign, Side
from core.openitems import OpenEntry, less_applied, open_items

ENTRY = Document("JournalEntry", "14", "JE-14")
AMOUNTS = st.decimals(min_value=0, max_value=10_000, places=2)


def line(party: str, amount: str | Decimal) -> OpenEntry:
    worth = Decimal(amount)
    return OpenEntry(Side.RECEIVABLE, ENTRY, party, party, None, None, worth, worth)


def left(lines: list[OpenEntry], used: dict[str, Decimal]) -> list[Decimal | None]:
    return [entry.open for entry in less_applied(lines, {("JournalEntry", "14"): used})]


def test_a_partys_payments_count_on_its_own_lines_first() -> None:
    assert left([line("A", "100"), line("B", "100")], {"B": Decimal(70)}) == [Decimal(100), Decimal(30)]


def test_moving_a_credit_from_one_customer_to_another_is_settled_on_both() -> None:
    """100 debited to A, 100 credited to B; A's payment uses the debit, B's uses the credit."""
    assert left([line("A", "100"), line("B", "-100")], {"A": Decimal(100), "B": Decimal(100)}) == [0, 0]


def test_a_parents_payment_settles_the_entry_of_its_sub_customer() -> None:
    assert left([line("A:Job", "100")], {"A": Decimal(60)}) == [Decimal(40)]


def test_other_documents_are_left_alone() -> None:
    elsewhere = less_applied([line("A", "100")], {("JournalEntry", "15"): {"A": Decimal(100)}})
    assert [entry.open for entry in elsewhere] == [Decimal(100)]


def test_what_is_open_in_another_currency_says_its_own_amount_rate_and_the_rates_day() -> None:
    day = date(2025, 11, 2)
    at_home = replace(line("A", "5900"), issued_on=day)
    abroad = replace(at_home, currency="EUR", rate=Decimal("1.13"))
    (there, here), problems = (found := open_items([abroad, at_home], {}, "USD")).items, found.problems
    assert (there.open, there.foreign) == (
        Decimal("6667.00"),
        Foreign("EUR", Decimal(5900), Decimal("1.13"), day),
    )
    assert (here.open, here.foreign, problems) == (5900, None, ())


@given(st.lists(st.tuples(st.sampled_from("ABC"), AMOUNTS), min_size=1, max_size=6), AMOUNTS, AMOUNTS)
def test_what_is_taken_off_is_what_was_used_and_never_more_than_there_was(
    owed: list[tuple[str, Decimal]], by_a: Decimal, by_b: Decimal
) -> None:
    total = sum((amount for _, amount in owed), Decimal(0))
    rest = left([line(party, amount) for party, amount in owed], {"A": by_a, "B": by_b})
    assert all(amount is not None and amount >= 0 for amount in rest)
    assert sum((amount for amount in rest if amount), Decimal(0)) == total - min(total, by_a + by_b)
