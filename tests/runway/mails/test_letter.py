"""What a digest mail says, by role, from the digest's own values. It is Mon, Nov 23, 2026, 7:58 AM ET."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from core.cash import Freshness, Problem
from core.models import Role
from runway.calculators.mail_week import mail_week
from runway.calculators.owned import DigestMail, Owned, Reserve, ReserveKind
from runway.calculators.status import Light
from runway.services import letter_words
from runway.services.digest import DigestService
from runway.services.digest_page import DigestPage
from runway.services.letter import Source, as_html, as_text, letter_of
from runway.services.letter_page import Letter, Letterhead, Ways
from runway.services.position import computed
from runway.services.tabs import Counts
from runway.services.week_page import Fix
from runway.words import number
from sync.orchestrators.forecast import ForecastSnapshot
from tests.runway.books import Books
from tests.runway.test_digest_service import ACME, BANNED, FRESH, Mirror, page_of
from tests.runway.test_pages import text_of

NOW = datetime(2026, 11, 23, 12, 58, tzinfo=UTC)
WAYS = Ways(*(f"https://rowcol.example/b/acme/{part}" for part in ("", "console/", "tray/", "mails/")))
HEAD = Letterhead("Ada", "https://rowcol.example/mail/stop/x/")


AMBER = Counts(Light.AMBER, "below the line Dec 24", issues=9)


def letter(page: DigestPage, role: Role = Role.ADVISOR, counts: Counts = AMBER) -> Letter:
    return letter_of(Source(page, "Books agree as of Nov 23", counts, WAYS), role)


def moved_page(books: Books) -> DigestPage:
    """The page where last Monday's forecast had the same cash and no open document."""
    mirror = Mirror(books)
    then = replace(mirror.books, open_items=())
    told = computed(ForecastSnapshot(then), Owned(), ACME, date(2026, 11, 16))
    assert told.forecast is not None
    mirror.before = (told.forecast, told.actuals)
    return DigestService(ACME, mirror).page(NOW)


def titles(made: Letter) -> list[str]:
    return [section.title.split(",")[0] for section in made.sections]


def read(html: str) -> str:
    return text_of(re.sub(r"<head>.*</head>", "", html, flags=re.DOTALL))


def test_the_subject_states_available_cash_and_the_low_point(books: Books) -> None:
    """
    2026-11-23  cash  Operating   41,250.40
    2026-11-01  bill  Acme Paper  32,950.00   due 2026-12-12
    2026-10-05  receipt  Amy's Birds  0.01
    """
    assert letter(page_of(books)).subject == "Acme: 41,250 available, lowest 8,300 on Dec 12"


def test_a_subject_of_books_that_never_get_lower_says_so(books: Books) -> None:
    """
    2026-11-23  cash  Operating  500.00
    2026-10-05  receipt  Amy's Birds  0.01
    """
    assert letter(page_of(books)).subject == "Acme: 500 available, no lower within 13 weeks"


def test_a_subject_of_old_books_says_of_when_they_are(books: Books) -> None:
    """
    2026-11-23  cash  Operating  500.00
    """
    old = Freshness(NOW - timedelta(days=4), connected=True, complete=True)
    made = letter(page_of(books, old))
    assert made.subject == "Acme: 500 available on Nov 19, unknown since"
    assert "Nothing newer is in any number" in " ".join(made.opening)


@pytest.mark.parametrize(
    "freshness", [replace(FRESH, as_of=NOW - timedelta(days=4)), replace(FRESH, connected=False)]
)
def test_a_mail_of_old_or_disconnected_books_says_why_nothing_ahead_is_told(
    books: Books, freshness: Freshness
) -> None:
    """
    2026-11-23  cash  Operating   1,000.00
    2026-11-01  bill  Acme Paper    400.00   due 2026-11-27
    2026-11-01  bill  Late          100.00   due 2026-11-01
    """
    made = letter(page_of(books, freshness))
    low = made.figures[1]
    assert (low.name, low.value, low.notes) == (
        "Low point in the forecast",
        "unknown",
        ("The minimum line is unknown",),
    )
    assert "Available cash by week" not in titles(made)
    decisions = next(section for section in made.sections if section.title.startswith("Decisions"))
    assert {row.value for row in decisions.rows} == {"unknown"}
    for said in (read(as_html(made, HEAD)), as_text(made, HEAD)):
        assert said.count("so nothing ahead of them is shown.") == 1
        for ahead in (
            "closes below",
            "close below",
            "cases on that day",
            "in the forecast by how late",
            "600.00",
        ):
            assert ahead not in said


def test_a_quiet_week_of_old_books_does_not_say_that_nothing_moved(books: Books) -> None:
    """
    2026-11-23  cash  Operating  500.00
    """
    text = as_text(letter(page_of(books, replace(FRESH, connected=False))), HEAD)
    assert "What moved since Fri, Nov 20 is unknown, and nothing is due by Fri, Nov 27." in text


def test_a_subject_of_cash_that_nobody_knows_shows_no_number(books: Books) -> None:
    """
    2026-11-23  cash  Euros  500.00   no rate
    """
    assert letter(page_of(books)).subject == "Acme: cash is unknown"


def test_of_books_that_are_not_fit_the_mail_says_so_and_stops() -> None:
    made = letter(page_of(Books()))
    assert made.subject == "Acme: the books are empty"
    assert (made.figures, made.sections) == ((), ())
    for said in (read(as_html(made, HEAD)), as_text(made, HEAD)):
        assert "The books are empty." in said
        assert "$" not in said
        assert "Runway" not in said


def test_an_advisor_reads_all_of_it_in_the_digests_order(books: Books) -> None:
    """
    2026-11-23  cash     Operating   21,000.00
    2026-11-21  receipt  Beth           500.00
    2026-11-01  bill     Acme Paper     400.00   due 2026-11-24
    2026-10-05  receipt  Amy's Birds  0.01
    """
    assert titles(letter(page_of(books))) == [
        "Runway",
        "Available cash by week",
        "Money in this week",
        "Money out this week",
        "Decisions needed",
        "Worth a look",
    ]


def test_a_bookkeepers_mail_begins_with_the_tray(books: Books) -> None:
    """
    2026-11-23  cash  Operating  500.00
    """
    assert titles(letter(page_of(books), Role.BOOKKEEPER))[0] == "Worth a look"


@pytest.mark.parametrize("role", [Role.OWNER, Role.VIEWER])
def test_an_owner_reads_what_waits_for_approval_and_no_tray(books: Books, role: Role) -> None:
    """
    2026-11-23  cash  Operating  500.00
    2026-11-01  bill  Late       300.00   due 2026-11-20
    """
    made = letter(page_of(books), role)
    assert titles(made)[-1] == "Waiting for approval"
    assert made.sections[-1].quiet == "No decision waits for approval."
    assert "Late" not in as_text(made, HEAD)


def test_html_and_text_say_the_same_words(books: Books) -> None:
    """
    2026-11-23  cash     Operating   21,000.00
    2026-11-21  receipt  Beth           500.00
    2026-11-23  spend    Landlord       100.00
    2026-11-01  invoice  Cat            250.00   due 2026-11-27
    2026-11-01  bill     Acme Paper     400.00   due 2026-11-24
    """
    made = letter(page_of(books))
    html, text = read(as_html(made, HEAD)), as_text(made, HEAD)
    for said in (
        "week of Monday, November 23, 2026",
        "Books as of Mon, Nov 23, 7:54 AM ET. Books agree as of Nov 23.",
        made.headline,
        "$21,000.00",
        "Buffer days",
        "came in Sat, Nov 21",
        "due Fri, Nov 27, invoice 4",
        "due Tue, Nov 24, bill 5",
        "Cash on Fri, Nov 27, on due dates",
        "Cash on Fri, Nov 27, in the forecast",
        "with what recurs, late payers and all else",
        "Pay: Acme Paper",
        "Also sent to Ada.",
    ):
        assert said in html
        assert said in text


def test_the_low_point_and_what_is_past_due_are_of_the_forecast(books: Books) -> None:
    """
    2026-11-23  cash  Operating   1,000.00
    2026-11-01  bill  Late          300.00   due 2026-11-20
    2026-11-01  bill  Acme Paper    400.00   due 2026-11-30
    2026-10-05  receipt  Amy's Birds  0.01
    """
    page = page_of(books)
    band = page.digest.low.band
    low = letter(page).figures[1]
    assert low.name.startswith("Low point in the forecast, ")
    assert "Past due, in the forecast by how late they are paid: 0.00 in, 300.00 out" in low.notes
    assert f"80 of 100 cases on that day: {number(band.p10)} to {number(band.p90)}" in low.notes
    set_aside = (Reserve(ReserveKind.RESERVE, "Taxes", Decimal(5), date(2026, 11, 1)),)
    assert letter_words.low_name(replace(page.digest.cash, set_aside=set_aside)) == (
        "Low point of available cash in the forecast"
    )


def test_what_waits_for_the_bank_is_in_the_forecast(books: Books) -> None:
    """
    2026-11-23  cash         Operating           1,000.00
    2026-11-23  undeposited  Undeposited Funds     250.00
    2026-10-05  receipt  Amy's Birds  0.01
    """
    said = "Undeposited funds, in the forecast over three banking days: 250.00"
    assert said in letter(page_of(books)).figures[1].notes


def test_the_week_closes_as_its_page_has_it(books: Books) -> None:
    """
    2026-11-23  cash  Operating   1,000.00
    2026-10-05  receipt  Amy's Birds  0.01
    2026-11-01  bill  Late          300.00   due 2026-11-20
    2026-11-01  bill  Acme Paper    400.00   due 2026-11-24
    """
    page = page_of(books)
    assert page.digest is not None
    week = page.digest.week
    assert week.expected != week.closing, "some of what is late is expected by then"
    rows = {row.name: row.value for section in letter(page).sections for row in section.rows}
    assert rows["Cash on Fri, Nov 27, on due dates"] == "600.00"
    assert rows["Cash on Fri, Nov 27, in the forecast"] == number(week.expected)


@pytest.mark.parametrize("role", Role)
def test_everyone_reads_why_the_low_point_moved_after_the_three_numbers(books: Books, role: Role) -> None:
    """
    2026-11-23  cash  Operating  500.00
    2026-11-20  bill  Roofer     120.00   due 2026-12-10
    2026-11-20  bill  Glazier     30.00   due 2026-12-10
    2026-10-05  receipt  Amy's Birds  0.01
    """
    page = moved_page(books)
    made = letter(page, role)
    names = titles(made)
    assert names[names.index("Runway") + 1] == "Why the low point moved since Mon"
    assert "Why the low point moved" not in str(titles(letter(page_of(books), role)))
    for said in (read(as_html(made, HEAD)), as_text(made, HEAD)):
        assert "Low point as forecast on Mon, Nov 16" in said
        assert "Roofer \u2212120.00, Glazier \u221230.00" in said
    section = made.sections[names.index("Runway") + 1]
    assert [(row.name, row.value) for row in section.rows] == [
        ("Low point as forecast on Mon, Nov 16", "500.00"),
        ("Bills", "\u2212150.00"),
        ("Low point now", "350.00"),
    ]


def test_a_low_point_that_did_not_move_says_so(books: Books) -> None:
    """
    2026-11-23  cash  Operating  500.00
    2026-10-05  receipt  Amy's Birds  0.01
    """
    assert "- Nothing moved it." in as_text(letter(moved_page(books)), HEAD)


def test_a_quiet_week_is_one_sentence(books: Books) -> None:
    """
    2026-11-23  cash  Operating  500.00
    """
    text = as_text(letter(page_of(books)), HEAD)
    assert "Nothing moved since Fri, Nov 20, and nothing is due by Fri, Nov 27." in text
    assert "Last week" not in text


def test_what_could_change_the_number_stands_at_the_top(books: Books) -> None:
    """
    2026-11-23  cash  Operating  500.00
    """
    made = letter(page_of(books, problems=(Problem("undated", "Bill 7 has no date."),)))
    assert made.opening[1] == "1 item could change these numbers; the first: Bill 7 has no date."


def test_a_week_below_the_line_is_named_and_not_only_coloured(books: Books) -> None:
    """
    2026-11-23  cash   Operating   2,000.00
    2026-06-01  spend  Landlord        1.00
    2026-11-20  spend  Landlord    9,100.00
    2026-11-01  bill   Acme Paper    900.00   due 2026-12-02
    """
    made = letter(page_of(books))
    bars = next(section for section in made.sections if section.bars)
    assert [bar.is_below for bar in bars.bars[:2]] == [False, True]
    assert "Of 13, 12 close below the line of 1,500.00, the first on Dec 4." in bars.notes[0]


def test_where_no_line_is_known_weeks_below_zero_are_named(books: Books) -> None:
    """
    2026-11-23  cash  Operating   100.00
    2026-11-01  bill  Acme Paper  900.00   due 2027-02-17
    2026-10-05  receipt  Amy's Birds  0.01
    """
    bars = next(section for section in letter(page_of(books)).sections if section.bars)
    assert bars.bars[-1].is_below
    assert bars.notes[0].endswith("Of 13, 1 closes below zero, the first on Feb 19.")


def test_the_status_is_the_boards_in_shape_word_and_reason(books: Books) -> None:
    """
    2026-11-23  cash  Operating  500.00
    """
    made = letter(page_of(books))
    for said in (read(as_html(made, HEAD)), as_text(made, HEAD)):
        assert "\u25b2 Amber: below the line Dec 24" in said
    assert letter(page_of(books), counts=Counts()).figures[1].pill is None


def test_names_from_the_books_are_text_and_never_markup(books: Books) -> None:
    """
    2026-11-23  cash  Operating                  1,000.00
    2026-11-01  bill  <script>alert(1)</script>    400.00   due 2026-11-24
    """
    made = letter(page_of(books))
    assert "<script" not in as_html(made, HEAD)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in as_html(made, HEAD)
    assert "<script>alert(1)</script>" in as_text(made, HEAD)


def test_one_way_is_a_button_where_its_reader_acts_first(books: Books) -> None:
    """
    2026-11-23  cash  Operating   1,000.00
    2026-11-01  bill  Acme Paper    400.00   due 2026-11-24
    """
    page = page_of(books)
    assert page.digest is not None
    fix = Fix("undated", "Bill without due date", "Acme Paper", None, None)
    page = replace(page, digest=replace(page.digest, fixes=(fix,)))
    for role, wanted in ((Role.ADVISOR, "Open the console"), (Role.BOOKKEEPER, "Open the tray")):
        html = as_html(letter(page, role), HEAD)
        assert re.findall(r'class="btn"[^>]+>([^<]+)<', html) == [wanted]
        assert "days unknown" in html


def test_a_mail_needs_no_other_file_and_every_way_out_is_absolute(books: Books) -> None:
    """
    2026-11-23  cash  Operating   1,000.00
    2026-11-01  bill  Acme Paper    400.00   due 2026-11-24
    """
    html = as_html(letter(page_of(books)), HEAD)
    links = re.findall(r'href="([^"]+)"', html)
    assert len(links) >= 5
    assert all(link.startswith("https://rowcol.example/") for link in links)
    assert not re.search(r"<img|<link|<svg|src=|@import|url\(", html)
    assert len(html.encode()) < 100_000, "longer ones are cut off by mail programs"


@pytest.mark.parametrize("role", Role)
def test_no_edition_praises_or_advises(books: Books, role: Role) -> None:
    """
    2026-11-23  cash     Operating   21,000.00
    2026-11-21  receipt  Beth           500.00
    2026-11-01  bill     Acme Paper     400.00   due 2026-11-24
    """
    text = as_text(letter(page_of(books), role), HEAD).lower()
    assert [word for word in BANNED if word in text] == []


def test_a_late_mail_says_when_it_was_planned() -> None:
    planned = mail_week(DigestMail(True, 0, 8, "America/New_York"), NOW)
    said = letter_words.late(planned, datetime(2026, 11, 23, 19, 30, tzinfo=UTC))
    assert said == ("Planned for Mon, Nov 23, 8:00 AM ET, made late, at Mon, Nov 23, 2:30 PM ET.",)
    assert letter_words.late(planned, datetime(2026, 11, 23, 13, 1, tzinfo=UTC)) == ()


def test_lines_end_as_mail_has_them(books: Books) -> None:
    """
    2026-11-23  cash  Operating  1,000.00
    """
    made = letter(page_of(books, FRESH))
    for said in (as_html(made, HEAD), as_text(made, HEAD)):
        assert re.findall(r"(?<!\r)\n|\r(?!\n)", said) == []
