"""One side closely, as a value: buckets, parties, the tie to the account, DSO, and how late it was paid."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cash import Document, OpenItem, Side
from core.dealings import Posted, Settled
from runway.calculators.ageing import ageing
from runway.calculators.turnover import Gap, Turnover
from runway.services.owed import owed
from runway.services.owed_page import Owed
from runway.services.owed_words import SIDES, lateness, trend, why_unknown
from sync.orchestrators.digest import DigestSnapshot
from sync.orchestrators.owed import OwedSnapshot
from tests.runway.books import Books
from tests.runway.test_digest_service import BANNED, FRESH

TODAY = date(2026, 11, 23)
FRIDAY = 4


@dataclass(frozen=True)
class Account:
    """What an account of the side holds beside its documents."""

    owed: Decimal
    held: Decimal | None
    side: Side = Side.RECEIVABLE
    currency: str = "USD"
    account_id: str = "84"

    @property
    def difference(self) -> Decimal | None:
        return None if self.held is None else self.owed - self.held


def snapshot_of(books: Books, **more: object) -> OwedSnapshot:
    digest = DigestSnapshot(books.balances, books.flows, books.items, FRESH, ())
    return replace(OwedSnapshot(digest), **more)  # type: ignore[arg-type]


def receivables(books: Books, known_on: date | None = None, **more: object) -> Owed:
    return owed(snapshot_of(books, **more), Side.RECEIVABLE, "USD", TODAY, known_on, FRIDAY)


def test_the_headline_says_what_is_owed_and_what_of_it_is_late(books: Books) -> None:
    """
    2026-10-01  invoice      Amy's Birds   300.00   due 2026-11-22
    2026-10-01  invoice      Beth's Bees   700.00   due 2026-11-23
    2026-11-20  credit memo  Amy's Birds   100.00
    2026-10-01  bill         Acme Paper    900.00   due 2026-12-24
    """
    assert receivables(books).headline == "Customers owe $900, $300 of it past due before credits."
    payables = owed(snapshot_of(books), Side.PAYABLE, "USD", TODAY, None, FRIDAY)
    assert payables.headline == "Vendors are owed $900, none of it past due."


def test_a_side_with_nothing_open_says_so_and_gives_no_amount() -> None:
    assert receivables(Books()).headline == "No open invoice."


def test_every_party_is_named(books: Books) -> None:
    """
    2026-10-01  invoice  A  100.00   due 2026-11-22
    2026-10-01  invoice  B  200.00   due 2026-11-22
    2026-10-01  invoice  C  300.00   due 2026-11-22
    2026-10-01  invoice  D  400.00   due 2026-11-22
    2026-10-01  invoice  E  500.00   due 2026-11-22
    2026-10-01  invoice  F  600.00   due 2026-11-22
    """
    side = receivables(books).side
    assert [party.party for party in side.parties] == ["F", "E", "D", "C", "B", "A"]
    assert side.others is None


def test_buckets_and_what_was_left_out_add_up_to_what_the_account_holds(books: Books) -> None:
    """
    2026-10-01  invoice      Amy's Birds   300.00   due 2026-11-22
    2026-10-01  invoice      Beth's Bees   700.00
    2026-11-20  credit memo  Amy's Birds   100.00
    """
    amy, *kept = books.items
    digest = replace(snapshot_of(books).books, open_items=tuple(kept), left_out=(amy,))
    held = Account(Decimal(900), Decimal(900))
    tie = owed(OwedSnapshot(digest, controls=(held,)), Side.RECEIVABLE, "USD", TODAY, None, FRIDAY).tie  # type: ignore[arg-type]
    assert (tie.buckets, tie.left_out, tie.total) == (600, 300, 900)
    (account,) = tie.accounts
    assert (account.held, account.difference, account.agrees, account.said) == (
        900,
        0,
        True,
        "Agrees to the cent.",
    )


@pytest.mark.parametrize(
    ("held", "must_agree", "said"),
    [
        (Decimal(890), True, "Differs, though both are known as of one moment."),
        (
            Decimal(890),
            False,
            "Differs: account and documents were read at different moments, so nothing is concluded.",
        ),
        (None, False, "QuickBooks states no balance, so nothing is compared."),
    ],
)
def test_a_difference_is_shown_with_what_may_be_concluded(
    held: Decimal | None, must_agree: bool, said: str
) -> None:
    controls = (Account(Decimal(900), held),)
    (account,) = receivables(Books(), controls=controls, must_agree=must_agree).tie.accounts
    assert (account.agrees, account.said) == (False, said)
    assert account.difference == (None if held is None else 10)


def sold(on: date, amount: int) -> Posted:
    return Posted(on, "Invoice", Decimal(amount))


def test_dso_is_told_with_its_formula_its_sample_and_thirteen_weeks(books: Books) -> None:
    """
    2026-11-02  invoice  Amy's Birds   1,000.00   due 2026-12-02
    """
    posted = (sold(date(2026, 8, 30), 1000), sold(date(2026, 11, 2), 1000))
    figure = receivables(books, posted=posted, first_on=date(2020, 1, 1)).figure
    assert (figure.now.days, figure.now.documents) == (Decimal("45.5"), 2)
    assert figure.formula == "Open on Nov 23 ÷ sales on credit of 91 days × 91"
    assert [week.on for week in figure.weeks][-2:] == [date(2026, 11, 13), date(2026, 11, 20)]
    assert len(figure.weeks) == 13
    assert figure.sentence.startswith("DSO is 45.5 on Nov 23. At the ends of the 12 weeks that are known")
    assert figure.wide is not None
    assert figure.wide.last is not None
    assert figure.wide.last.label == "45.5 days"


def test_without_sales_dso_is_unknown_and_says_why() -> None:
    figure = receivables(Books()).figure
    assert (figure.now.days, figure.wide) == (None, None)
    assert figure.why == "Sales on credit of the sample come to nothing, so there is nothing to divide by."


def test_a_short_history_is_told_with_the_day_on_which_the_sample_starts() -> None:
    figure = receivables(Books(), first_on=date(2026, 11, 1)).figure
    assert figure.why == "Invoices begin after Aug 25, where the sample starts."


def test_of_books_known_up_to_a_day_the_figure_is_of_that_day(books: Books) -> None:
    """
    2026-11-02  invoice  Amy's Birds   1,000.00   due 2026-12-02
    """
    figure = receivables(books, date(2026, 11, 20), first_on=date(2020, 1, 1)).figure
    assert (figure.now.on, figure.weeks[-1].on) == (date(2026, 11, 20), date(2026, 11, 13))


def paid(late: int, party: str = "Amy's Birds", number: int = 1) -> Settled:
    due_on = TODAY - timedelta(days=40 + number)
    return Settled(
        Document("Invoice", str(number)), party, party, due_on, due_on + timedelta(late), Decimal(10)
    )


def test_how_late_each_party_pays_is_told_in_words_beside_its_strip() -> None:
    habits = receivables(Books(), settled=(paid(12, "Amy"), paid(-3, "Beth", 2), paid(0, "Cat", 3))).habits
    assert habits is not None
    assert [(row.party, row.count, row.usual) for row in habits.rows] == [
        ("Amy", 1, "12 days late"),
        ("Cat", 1, "on the due date"),
        ("Beth", 1, "3 days early"),
    ]
    assert (habits.everyone.party, habits.everyone.count, habits.everyone.low, habits.everyone.high) == (
        "All customers",
        3,
        -3,
        12,
    )
    assert all(row.strip for row in habits.rows)


def test_where_nothing_was_settled_there_is_no_strip() -> None:
    assert receivables(Books()).habits is None


def test_a_long_list_keeps_its_tail() -> None:
    habits = receivables(Books(), settled=tuple(paid(n, f"Party {n}", n) for n in range(1, 31))).habits
    assert habits is not None
    assert (len(habits.rows), len(habits.more)) == (12, 18)
    assert habits.rows[0].party == "Party 30"


@pytest.mark.parametrize(
    ("days", "late", "against"),
    [
        (None, "unknown", "unknown"),
        (Decimal(0), "on the due date", "as before"),
        (Decimal(1), "1 day late", "1 day later"),
        (Decimal("-2.5"), "2.5 days early", "2.5 days earlier"),
        (Decimal(20), "20 days late", "20 days later"),
    ],
)
def test_days_in_words(days: Decimal | None, late: str, against: str) -> None:
    assert (lateness(days), trend(days)) == (late, against)


def test_no_sentence_advises_praises_or_gives_a_percentage(books: Books) -> None:
    """
    2026-10-01  invoice      Amy's Birds   300.00   due 2026-11-22
    """
    found = receivables(books)
    words = [found.headline, found.figure.sentence, found.figure.formula, found.figure.why]
    words += [
        why_unknown(Turnover(TODAY, TODAY, None, None, 0, None, why), side)
        for why in Gap
        for side in SIDES.values()
    ]
    assert not [word for word in BANNED for text in words if word in text]


ITEMS = st.lists(
    st.builds(
        lambda amount, due, party, number: OpenItem(
            Side.RECEIVABLE, Document("Invoice", str(number)), party, party, TODAY, due, amount, amount
        ),
        st.decimals(-1000, 1000, places=2),
        st.none() | st.dates(TODAY - timedelta(days=200), TODAY + timedelta(days=60)),
        st.sampled_from(["Amy", "Beth", "Cat"]),
        st.integers(1, 99),
    ),
    max_size=12,
)


@given(ITEMS)
def test_buckets_and_parties_always_add_up_to_everything_open(items: list[OpenItem]) -> None:
    found = receivables(Books(items=tuple(items)))
    total = sum(item.open for item in items)
    assert found.tie.buckets == found.tie.total == total
    assert sum(party.amount for party in found.side.parties) == total
    assert sum(bucket.documents for bucket in ageing(items, Side.RECEIVABLE, TODAY).buckets) == len(items)
