"""The digest page as a value: one snapshot in, every number out. It is Mon, Nov 23, 2026, 7:58 AM ET."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from core.cash import Document, Freshness, OpenItem, Problem, Side
from core.models import Business
from runway.calculators.owned import Owned
from runway.services.desk import Desk
from runway.services.digest import DigestService
from runway.services.digest_page import Digest, DigestPage
from runway.services.low_moved import Before
from runway.services.position import computed
from sync.orchestrators.decision_console import ConsoleSnapshot
from sync.orchestrators.digest import DigestSnapshot
from sync.orchestrators.forecast import ForecastSnapshot
from tests.runway.books import Books

NOW = datetime(2026, 11, 23, 12, 58, tzinfo=UTC)
FRESH = Freshness(NOW - timedelta(minutes=4), connected=True, complete=True)
ACME = Business(name="Acme", slug="acme", timezone="America/New_York", home_currency="USD")
BANNED = ("healthy", "strong", "solid", "should", "!", "%")


class Mirror:
    """Gives one desk on which nothing was decided, and remembers the date that it was asked for."""

    def __init__(
        self, books: Books, freshness: Freshness = FRESH, problems: tuple[Problem, ...] = ()
    ) -> None:
        self.books = DigestSnapshot(
            books.balances, books.flows, books.items, freshness, problems, moved=books.moved
        )
        self.asked_for: date | None = None
        self.before: Before | None = None

    def load(self, today: date, now: datetime) -> Desk:
        self.asked_for = today
        return Desk(
            ConsoleSnapshot(self.books),
            position=computed(ForecastSnapshot(self.books), Owned(), ACME, today),
            before=self.before,
        )


def page_of(books: Books, freshness: Freshness = FRESH, problems: tuple[Problem, ...] = ()) -> DigestPage:
    return DigestService(ACME, Mirror(books, freshness, problems)).page(NOW)


def digest_of(books: Books) -> Digest:
    digest = page_of(books).digest
    assert digest is not None
    return digest


def test_the_headline_says_cash_its_change_and_the_low_point(books: Books) -> None:
    """
    2026-11-23  cash     Operating    171,240.00
    2026-06-01  receipt  Amy's Birds        1.00
    2026-11-20  deposit  Amy's Birds    7,341.00
    2026-11-01  invoice  Amy's Birds   39,575.00   due 2026-11-30
    2026-11-01  bill     Acme Paper   103,532.00   due 2026-11-27
    2026-11-01  bill     Past due       1,000.00   due 2026-11-07
    """
    headline = (
        "Cash is $171,240, $7,341 more than a week ago. "
        "The low point in the forecast is $67,524 on Nov 29, above the minimum line."
    )
    digest = digest_of(books)
    assert digest.headline == headline
    late = 1000 * (1 - Decimal(29) ** 6 / Decimal(30) ** 6)
    assert abs(digest.low.amount - (67_708 - late)) < Decimal("0.01")
    assert digest.low.on == date(2026, 11, 29)
    assert digest.low.past_due.money_out == 1000
    assert digest.cash.change == 7341


def test_a_quiet_quarter_is_one_short_sentence(books: Books) -> None:
    """
    2026-11-23  cash  Operating  500.00
    2026-10-05  receipt  Amy's Birds  0.01
    """
    assert digest_of(books).headline == "Cash is $500, as a week ago. Nothing is expected within 13 weeks."


def test_money_that_only_comes_in_leaves_no_low_point_to_speak_of(books: Books) -> None:
    """
    2026-11-23  cash     Operating    500.00
    2026-11-01  invoice  Amy's Birds   75.00   due 2026-12-06
    2026-10-05  receipt  Amy's Birds  0.01
    """
    said = "Cash is $500, as a week ago. In the forecast it stays at that or above for 13 weeks."
    assert digest_of(books).headline == said


def test_this_week_goes_from_the_last_friday_over_today_to_the_next(books: Books) -> None:
    """
    2026-11-23  cash     Operating  1,000.00
    2026-11-20  receipt  Beth         500.00
    2026-11-21  receipt  Amy          300.00
    2026-11-23  spend    Landlord     100.00
    2026-11-01  invoice  Cat          250.00   due 2026-11-27
    2026-11-01  bill     Acme Paper   400.00   due 2026-11-24
    2026-11-01  bill     Later        900.00   due 2026-11-28
    """
    week = digest_of(books).week
    assert (week.opening, week.came_in, week.went_out) == (800, 300, -100)
    assert (week.total_in, week.total_out, week.closing) == (250, 400, 850)
    assert [movement.party for movement in (*week.moved_in, *week.moved_out)] == ["Amy", "Landlord"]
    assert [line.party for line in (*week.due_in, *week.due_out)] == ["Cat", "Acme Paper"]


def test_bills_that_must_be_paid_are_decisions_needed(books: Books) -> None:
    """
    2026-11-23  cash  Operating   1,000.00
    2026-10-05  receipt  Amy's Birds  0.01
    2026-11-01  bill  Late          300.00   due 2026-11-20
    2026-11-01  bill  Soon          200.00   due 2026-11-25
    2026-11-01  bill  Far            50.00   due 2027-01-25

    Of what is late all but 13.72 is expected within 13 weeks anyway: that is what paying it now takes.
    """
    needed = digest_of(books).needed
    assert [(one.act, one.party, one.why, one.change) for one in needed.first] == [
        ("Pay", "Late", "3 days late", Decimal("-13.72")),
        ("Pay", "Soon", "due within 3 days", 0),
    ]
    assert needed.count == 2


def test_what_no_document_explains_is_a_row_of_its_own_and_in_both_averages(books: Books) -> None:
    """
    2026-11-23  cash     Operating    3,000.00
    2026-05-29  receipt  Amy's Birds  30,250.00
    2026-10-30  spend    Landlord     9,100.00
    2026-11-23  all movements are read
    """
    page = page_of(books)
    digest = page.digest
    assert digest is not None
    rest = digest.unexplained.rest
    assert rest is not None
    assert (rest.opening, rest.movements, rest.amount, rest.closing) == (0, 21_150, -18_150, 3000)
    assert (rest.since, rest.days, digest.unexplained.is_material) == (date(2026, 5, 22), 185, True)
    for row in digest.runways[:2]:
        assert row.formula.endswith("; includes about 98.11 a day that no readable document explains")
    assert digest.headline.endswith("About $98 a day is unexplained.")
    assert digest.cash.change is None
    assert [problem.kind for problem in page.problems] == ["unexplained movement"]


def test_an_overdraft_is_named(books: Books) -> None:
    """
    2026-11-23  cash  Operating  -500.00
    """
    digest = digest_of(books)
    assert digest.headline.startswith("Cash is \u2212$500, overdrawn.")
    assert [row.value for row in digest.runways] == ["unknown", "unknown", "unknown"]


def test_cash_without_a_rate_is_unknown_and_so_is_all_that_rests_on_it(books: Books) -> None:
    """
    2026-11-23  cash     Operating    500.00
    2026-11-23  cash     Paris        100.00   no rate
    2026-11-01  invoice  Amy's Birds   75.00   due 2026-12-06
    """
    digest = digest_of(books)
    assert digest.headline.startswith("Cash is unknown: no dated rate for Paris.")
    assert digest.cash.available is None
    assert digest.two_weeks.cash_then is None
    assert digest.curve is None
    assert digest.two_weeks.due_in.total == Decimal(75)


def test_money_that_is_not_cash_stands_apart(books: Books) -> None:
    """
    2026-11-23  cash         Operating      500.00
    2026-11-23  trust        Client funds   900.00
    2026-11-23  card         Visa           -60.00
    2026-11-23  credit line  Unused line      0.00
    """
    cash = digest_of(books).cash
    assert cash.book.total == cash.available == Decimal(500)
    assert [(apart.balance.name, apart.kind) for apart in cash.apart] == [
        ("Client funds", "held for others"),
        ("Visa", "card"),
    ]


def test_the_three_runway_numbers_have_their_own_names_and_roundings(books: Books) -> None:
    """
    2026-11-23  cash     Operating    9,100.00
    2026-05-29  receipt  Amy's Birds      1.00
    2026-08-28  spend    Landlord     3,000.00
    2026-09-25  spend    Landlord     3,000.00
    2026-10-30  spend    Landlord     3,100.00
    2026-10-30  deposit  Amy's Birds  4,550.00
    """
    buffer, burn, breach = digest_of(books).runways
    assert (breach.name, breach.value, breach.unit) == ("Breach date", "Jan 28", "")
    assert breach.formula == (
        "First day that the forecast is below the line of 1,500.00. "
        "Below zero: not within 13 weeks, 14 in 100 that it is."
    )
    assert breach.note == "64 in 100 by then"
    assert (buffer.name, buffer.value, buffer.unit) == ("Buffer days", "91.0", "days")
    assert (burn.name, burn.value, burn.unit) == ("Net-burn runway", "182", "days")
    assert buffer.formula == "Cash ÷ 100.00 a day out, 91\u00a0days"


def test_not_burning_has_words_and_no_number(books: Books) -> None:
    """
    2026-11-23  cash     Operating    9,100.00
    2026-05-29  receipt  Amy's Birds      1.00
    2026-10-30  receipt  Amy's Birds  4,550.00
    2026-11-06  receipt  Amy's Birds  4,550.00
    """
    buffer, burn, _ = digest_of(books).runways
    assert (buffer.value, buffer.note) == ("no outflow", "nothing went out")
    assert (burn.value, burn.unit, burn.note) == ("not burning", "", "more came in than went out")


def test_a_young_company_reads_why_the_number_is_unknown(books: Books) -> None:
    """
    2026-11-23  cash     Operating    9,100.00
    2026-10-30  receipt  Amy's Birds  4,550.00
    """
    buffer = digest_of(books).runways[0]
    assert (buffer.value, buffer.formula) == ("unknown", "Movements begin Oct 30; the average starts Aug 24")


def test_only_the_largest_parties_are_named_and_the_rest_adds_up(books: Books) -> None:
    """
    2026-11-23  cash     Operating  1.00
    2026-11-01  invoice  A          700.00   due 2026-12-01
    2026-11-01  invoice  B          600.00   due 2026-12-01
    2026-11-01  invoice  C          500.00   due 2026-12-01
    2026-11-01  invoice  D          400.00   due 2026-12-01
    2026-11-01  invoice  E          300.00   due 2026-12-01
    2026-11-01  invoice  F          200.00   due 2026-11-01
    2026-11-01  invoice  G          100.00   due 2026-12-01
    """
    side = digest_of(books).receivables
    assert [party.party for party in side.parties] == ["A", "B", "C", "D", "E"]
    assert side.others is not None
    assert (side.others.party, side.others.amount, side.others.overdue) == (
        "2 more",
        Decimal(300),
        Decimal(200),
    )


def test_a_long_list_keeps_its_tail_and_its_sum() -> None:
    items = tuple(
        OpenItem(
            Side.PAYABLE,
            Document("Bill", str(n)),
            str(n),
            f"Vendor {n}",
            None,
            date(2026, 11, 24),
            Decimal(n),
            Decimal(n),
        )
        for n in range(1, 31)
    )
    digest = page_of(Books(items=items)).digest
    assert digest is not None
    listing = digest.two_weeks.due_out
    assert sum((line.amount for line in listing.lines), listing.more_total) == listing.total == Decimal(465)
    assert len(listing.lines) + len(listing.more) == 30


def test_today_is_the_business_own_date_and_not_the_servers(books: Books) -> None:
    """
    2026-11-23  cash  Operating  1.00
    """
    mirror = Mirror(books)
    late_evening_in_new_york = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    DigestService(ACME, mirror).page(late_evening_in_new_york)
    assert mirror.asked_for == date(2026, 11, 23)


def test_problems_of_the_mirror_and_of_the_books_are_both_shown(books: Books) -> None:
    """
    2026-11-23  cash  Operating  500.00
    """
    odd, undated = (
        Problem("quarantined", "1 object could not be read: 1 Bill."),
        Problem("undated", "Bill 7 has no date."),
    )
    page = page_of(books, replace(FRESH, problems=(odd,)), (undated,))
    assert page.problems == (odd, undated)


def test_an_earlier_forecast_shows_why_the_low_point_moved(books: Books) -> None:
    """
    2026-11-23  cash  Operating  500.00
    2026-11-20  bill  Roofer     120.00   due 2026-12-10
    2026-10-05  receipt  Amy's Birds  0.01
    """
    then = computed(
        ForecastSnapshot(replace(Mirror(books).books, open_items=())), Owned(), ACME, date(2026, 11, 16)
    )
    mirror = Mirror(books)
    mirror.before = (then.forecast, then.actuals)
    moved = DigestService(ACME, mirror).page(NOW).digest.moved
    assert (moved.since, moved.change) == (date(2026, 11, 16), -120)


def test_no_sentence_advises_praises_or_gives_a_percentage(books: Books) -> None:
    """
    2026-11-23  cash     Operating    171,240.00
    2026-06-01  spend    Landlord       1,000.00
    2026-10-01  spend    Landlord       1,000.00
    2026-11-01  invoice  Amy's Birds   39,575.00   due 2026-12-06
    """
    digest = digest_of(books)
    assert digest.curve is not None
    words = [digest.headline, digest.curve.sentence, *(f"{r.formula} {r.note}" for r in digest.runways)]
    assert not [word for word in BANNED for text in words if word in text]
