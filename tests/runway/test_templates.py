"""Bills that QuickBooks posts by itself, as far as the forecast counts on them. It is Mon, Nov 23, 2026.

Pier lets the studio: QuickBooks enters its bill of 2,400 on the first of each month.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.cash import Document
from core.dealings import Settled, Template
from runway.calculators.entries import Entry, Rule
from runway.calculators.owned import Direction, KnownItem, Owned
from runway.calculators.position import Facts, position
from runway.calculators.recurring import NOWHERE
from runway.calculators.rows import Row
from runway.calculators.templates import why_not
from tests.runway.books import Books, parse

TODAY = date(2026, 11, 23)
STUDIO = Template(
    Document("RecurringTransaction", "20", "Studio"),
    kind="Bill",
    recurs="Automated",
    party="Pier",
    amount=Decimal(2400),
    unit="Monthly",
    next_on=date(2026, 12, 1),
)
RENT_PAID = "".join(
    f"""
    2026-{month:02}-05  bill payment  Pier  2,400.00"""
    for month in range(3, 12)
)
CASH = "2026-11-23  cash  Operating  90,000.00\n"


def entries(
    books: Books, *templates: Template, known: tuple[KnownItem, ...] = (), **more: Any
) -> tuple[Entry, ...]:
    facts = Facts(books.today, 7, "USD", books.balances, books.flows, books.items, books.moved, **more)
    found = position(replace(facts, templates=templates), Owned(known_items=known))
    return found.ahead.entries


def dated(found: Iterable[Entry], party: str = "Pier") -> list[tuple[str, Decimal]]:
    """The dates and amounts of what recurs of a party, in the days and months of the year."""
    theirs = [e for e in found if e.party == party and e.rule in (Rule.RECURRING, Rule.MISSING)]
    return [(f"{e.due_on:%m-%d}", -e.amount) for e in theirs]


def paid(party: str, issued: str, after: int, amount: int = 2400) -> Settled:
    on = date.fromisoformat(issued)
    document = Document("Bill", f"{party} {issued}")
    return Settled(document, party, party, on, on + timedelta(days=after), Decimal(amount), issued_on=on)


def test_a_vendor_of_whom_nothing_is_seen_to_recur_is_counted_by_the_template(books: Books) -> None:
    """
    2026-11-23  cash  Operating  90,000.00
    """
    found = entries(books, STUDIO)
    assert dated(found) == [("12-01", 2400), ("01-01", 2400), ("02-01", 2400)]
    assert {(e.row, e.assumption) for e in found} == {
        (Row.NOT_BILLED, "QuickBooks posts it by itself: “Studio”, monthly, next on 2026-12-01")
    }
    assert dated(entries(books)) == []


def test_money_leaves_as_late_as_the_vendor_was_paid_and_else_as_any_is(books: Books) -> None:
    """
    2026-11-23  cash  Operating  90,000.00
    """
    one, other = paid("Pier", "2026-10-01", 20), paid("Acme Paper", "2026-10-01", 3)
    first = entries(books, STUDIO, paid=(one, other))[0]
    assert first.chances.by_day[28] == 1  # Dec 21
    assert entries(books, STUDIO, paid=(other,))[0].chances.by_day[11] == 1
    assert entries(books, STUDIO)[0].chances.by_day[8] == 1


@pytest.mark.parametrize("entered", ["2026-11-30  bill  Pier  2,500.00", "2026-12-04  bill  Pier  1,300.00"])
def test_the_entered_bill_of_the_period_wins(entered: str) -> None:
    found = entries(parse(f"{CASH}{entered}  due 2026-12-15"), STUDIO)
    assert dated(found) == [("01-01", 2400), ("02-01", 2400)]


def test_the_bill_of_the_period_before_and_a_small_one_leave_it(books: Books) -> None:
    """
    2026-11-23  cash  Operating  90,000.00
    2026-11-01  bill  Pier        2,400.00   due 2026-12-01
    2026-12-01  bill  Pier          150.00   due 2026-12-05
    """
    assert len(dated(entries(books, STUDIO))) == 3


def test_of_what_is_seen_to_recur_the_template_tells_the_amount_and_never_adds_to_it() -> None:
    """Rent has been paid on the fifth; from December the template has 2,600."""
    books = parse(CASH + RENT_PAID)
    plain = dated(entries(books))
    assert plain == [("12-05", 2400), ("01-05", 2400), ("02-05", 2400)]
    raised = entries(books, replace(STUDIO, amount=Decimal(2600)))
    assert dated(raised) == [(on, Decimal(2600)) for on, _ in plain]
    (words,) = {e.assumption for e in raised if e.party == "Pier"}
    assert words.startswith("monthly, seen 8 times, last 2026-11-05; amount as QuickBooks posts it by itself")


def test_after_the_end_of_its_template_what_recurs_stays_as_it_was_seen_and_says_so() -> None:
    """Rent is paid on the fifth; the template of 2,600 has its last bill on January 1."""
    books = parse(CASH + RENT_PAID)
    for end in ("2027-01-01", "2027-01-31"):
        found = entries(books, replace(STUDIO, amount=Decimal(2600), end_on=date.fromisoformat(end)))
        assert dated(found) == [("12-05", 2600), ("01-05", 2600), ("02-05", 2400)]
        words = [e.assumption.partition("; ")[2] for e in found if e.party == "Pier"]
        posted = "amount as QuickBooks posts it by itself: “Studio”, monthly, next on 2026-12-01"
        ended = f"QuickBooks does not post it by itself any more: “Studio”, monthly, to {end}"
        assert words == [posted, posted, ended]


@pytest.mark.parametrize(
    "others",
    [
        (replace(STUDIO, document=Document("RecurringTransaction", "21", "Parking")),),
        (replace(STUDIO, unit="Weekly"),),
        (replace(STUDIO, party="Somebody else", recurs="Reminder"),),
    ],
)
def test_where_it_is_not_clear_whose_template_it_is_what_was_seen_stays(others: tuple[Template, ...]) -> None:
    books = parse(CASH + RENT_PAID)
    templates = (replace(STUDIO, amount=Decimal(2600)), *others) if others[0].name == "Parking" else others
    assert dated(entries(books, *templates)) == dated(entries(books))


PARKING = replace(STUDIO, document=Document("RecurringTransaction", "21", "Parking"), amount=Decimal(150))


def test_another_amount_of_the_same_vendor_is_other_money_and_counted_beside_what_was_seen() -> None:
    """Rent has been paid on the fifth; parking is in the templates alone, and the rent from December is 2,600."""
    books = parse(CASH + RENT_PAID)
    found = entries(books, replace(STUDIO, amount=Decimal(2600)), PARKING)
    rent = [("12-05", 2600), ("01-05", 2600), ("02-05", 2600)]
    assert sorted(dated(found)) == sorted([*rent, ("12-01", 150), ("01-01", 150), ("02-01", 150)])


def test_beside_what_was_seen_by_its_bills_it_has_entries_of_its_own() -> None:
    """Pier is paid on any day: that rent recurs is seen by the days of its bills."""
    bills = [paid("Pier", f"2026-{month:02}-01", 3 + 11 * month % 23) for month in range(4, 12)]
    lines = "".join(f"{one.paid_on}  bill payment  Pier  2,400.00\n" for one in bills)
    found = entries(parse(CASH + lines), STUDIO, PARKING, paid=tuple(bills))
    theirs = [e for e in found if e.party == "Pier" and e.rule in (Rule.RECURRING, Rule.MISSING)]
    assert {-e.amount for e in theirs} == {150, 2400}
    assert len({e.key for e in theirs}) == len(theirs) == 6


def test_bills_that_one_payment_pays_are_in_what_was_seen() -> None:
    """Pier is paid 2,400 a month, each time for three bills of 800 that have a template each."""
    three = [
        replace(PARKING, document=Document("RecurringTransaction", f"3{n}"), amount=Decimal(800))
        for n in range(3)
    ]
    books = parse(CASH + RENT_PAID)
    bills = tuple(
        replace(bill, document=Document("Bill", f"{month} {n}"))
        for month in range(3, 12)
        for n in range(3)
        for bill in [paid("Pier", f"2026-{month:02}-01", 4, amount=800)]
    )
    assert (
        dated(entries(books, *three, paid=bills))
        == dated(entries(books, paid=bills))
        == dated(entries(books))
    )


@pytest.mark.parametrize(("unit", "count"), [("Yearly", 1), ("Monthly", 12), ("Monthly", 6)])
def test_what_comes_once_a_year_is_not_what_was_seen_each_quarter(unit: str, count: int) -> None:
    """Pier is paid 900 each quarter; what it is to get of QuickBooks once is 1,200."""
    quarters = ("2025-12-05", "2026-03-05", "2026-06-05", "2026-09-05")
    books = parse(CASH + "\n".join(f"{on}  bill payment  Pier  900.00" for on in quarters))
    assert dated(entries(books)) == [("12-05", 900)]
    once = replace(STUDIO, amount=Decimal(1200), unit=unit, count=count)
    assert dated(entries(books, once)) == [("12-05", 900)]
    assert dated(entries(books, replace(once, unit="Monthly", count=3))) == [("12-05", 1200)]


@pytest.mark.parametrize(
    ("unit", "count", "words"),
    [("Yearly", 1, "yearly"), ("Monthly", 6, "every six months"), ("Monthly", 3, "quarterly")],
)
def test_its_words_say_how_often_it_comes(unit: str, count: int, words: str) -> None:
    (found,) = entries(parse(CASH), replace(STUDIO, unit=unit, count=count, end_on=STUDIO.next_on))
    assert f"“Studio”, {words}, next on 2026-12-01" in found.assumption


def test_a_known_item_of_its_name_is_the_same_money(books: Books) -> None:
    """
    2026-11-23  cash  Operating  90,000.00
    """
    said = KnownItem(1, "studio", Direction.OUT, Decimal(2500), date(2026, 12, 3), Decimal(1))
    assert dated(entries(books, STUDIO, known=(said,))) == [("01-01", 2400), ("02-01", 2400)]
    for other in (replace(said, name="Grant"), replace(said, direction=Direction.IN)):
        assert len(dated(entries(books, STUDIO, known=(other,)))) == 3


def test_bills_that_came_of_it_so_far_are_in_no_average_beside_it() -> None:
    """Two bills of a vendor of a hundred days: too few to be seen to recur, enough for an average."""
    two = (paid("Pier", "2026-10-01", 4), paid("Pier", "2026-11-01", 4))
    books = parse(CASH + "2026-08-03  receipt  Amy  10.00\n2026-10-05  bill payment  Pier  2,400.00\n")

    def averaged(*templates: Template) -> Decimal:
        found = entries(books, *templates, paid=two, posted_to=NOWHERE)
        return sum((e.amount for e in found if e.rule is Rule.RUN_RATE and e.amount < 0), Decimal(0))

    assert averaged() < 0
    assert averaged(STUDIO) == 0


def test_a_payment_before_the_next_bill_is_of_the_one_before() -> None:
    """Pier is paid on the 20th, and has not been this month: that is the old rent still, Dec 20 the new."""
    paid_on_20th = RENT_PAID.replace("-05  bill", "-20  bill").rsplit("\n", 1)[0]
    found = dated(entries(parse(CASH + paid_on_20th), replace(STUDIO, amount=Decimal(2600))))
    assert found == [("11-20", 2400), ("12-20", 2600), ("01-20", 2600), ("02-20", 2600)]


def test_a_vendor_with_a_new_name_is_still_the_one_of_its_bills() -> None:
    """The bills of Pier call it so; the vendor's page says Pier Properties by now."""
    books = parse(CASH + RENT_PAID)
    bill = replace(paid("Pier", "2026-11-01", 4), party_id="73")
    renamed = replace(STUDIO, party="Pier Properties", party_id="73")
    found = entries(books, renamed, paid=(bill,))
    assert dated(found, "Pier Properties") == []
    assert dated(found) == dated(entries(books, paid=(bill,)))


@pytest.mark.parametrize(
    ("unit", "count", "next_on", "end_on", "dates"),
    [
        ("Weekly", 1, "2026-12-24", "2027-01-07", "12-24 12-31 01-07"),
        ("Weekly", 2, "2026-12-24", "2027-01-31", "12-24 01-07 01-21"),
        ("Monthly", 1, "2026-12-31", None, "12-31 01-31"),
        ("Monthly", 3, "2026-11-23", None, "11-23"),
        ("Yearly", 1, "2026-11-24", None, "11-24"),
        ("Monthly", 12, "2027-03-01", None, ""),
        ("Monthly", 1, "2026-11-16", None, "12-16 01-16 02-16"),
        ("Yearly", 1, "2026-11-16", None, ""),
    ],
)
def test_its_dates(unit: str, count: int, next_on: str, end_on: str | None, dates: str) -> None:
    """Within 13 weeks, to Feb 22, 2027. One that passed since templates were last read has been posted."""
    until = date.fromisoformat(end_on) if end_on else None
    studio = replace(STUDIO, unit=unit, count=count, next_on=date.fromisoformat(next_on), end_on=until)
    found = dated(entries(parse(CASH), studio))
    assert " ".join(on for on, _ in found) == dates


@pytest.mark.parametrize(
    ("day", "next_on", "dates"),
    [
        (31, "2027-02-28", "02-28 03-31 04-30"),
        (30, "2027-02-28", "02-28 03-30 04-30"),
        (28, "2027-02-28", "02-28 03-28 04-28"),
        (None, "2027-02-28", "02-28 03-31 04-30"),
        (None, "2027-02-27", "02-27 03-27 04-27"),
        (15, "2027-02-01", "02-01 03-01 04-01 05-01"),
    ],
)
def test_a_short_month_takes_no_day_from_the_longer_ones(day: int | None, next_on: str, dates: str) -> None:
    """It is Feb 1, 2027; a template says on which day of the month it posts, or does not."""
    books = parse("2027-02-01  today\n2027-02-01  cash  Operating  90,000.00\n")
    found = dated(entries(books, replace(STUDIO, next_on=date.fromisoformat(next_on), day=day)))
    assert " ".join(on for on, _ in found) == dates


NOT_COUNTED = {
    "only when a person does": replace(STUDIO, recurs="Reminder"),
    "averages": replace(STUDIO, kind="Invoice", party="Amy"),
    "seen to recur": replace(STUDIO, kind="Transfer"),
    "vendor or amount": replace(STUDIO, amount=None),
    "vendor or amount is": replace(STUDIO, party=""),
    "foreign": replace(STUDIO, currency="CAD"),
    "schedule is unknown": replace(STUDIO, next_on=None),
    "schedule": replace(STUDIO, unit=""),
    "5 daily is no rhythm": replace(STUDIO, unit="Daily", count=5),
    "0 monthly is no rhythm": replace(STUDIO, count=0),
    "ended on Nov 30, 2026": replace(STUDIO, end_on=date(2026, 11, 30)),
    "ended on Nov 2": replace(STUDIO, next_on=date(2026, 11, 20), end_on=date(2026, 11, 22)),
    "long over": replace(STUDIO, next_on=date(2026, 11, 8)),
}


@pytest.mark.parametrize("words", NOT_COUNTED)
def test_what_cannot_be_counted_on_says_so_and_changes_nothing(words: str) -> None:
    books = parse(CASH + RENT_PAID)
    assert words in why_not(NOT_COUNTED[words], TODAY)
    assert entries(books, NOT_COUNTED[words]) == entries(books)
    assert why_not(STUDIO, TODAY) == ""
