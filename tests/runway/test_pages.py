"""What people see: the real templates, over a snapshot and over a real, still empty, database."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from core.cash import AccountKind, Balance, Freshness, Problem
from core.models import Business, Role, User
from runway.services.notices import Notices
from tests.runway.books import Books
from tests.runway.test_digest_service import FRESH, page_of

STATIC = Path(__file__).parents[2] / "static"
NOW = datetime(2026, 11, 23, 12, 58, tzinfo=UTC)


def html_of(books: Books, freshness: Freshness = FRESH, problems: tuple[Problem, ...] = ()) -> str:
    request = RequestFactory().get("/b/acme/")
    request.user = User(email="olive@acme.example", name="Olive")
    shown = {"page": page_of(books, freshness, problems), "notices": Notices()}
    return render_to_string("runway/digest.html", shown, request)


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_digest_shows_cash_parties_ageing_and_as_of(books: Books) -> None:
    """
    2026-11-23  cash     Operating 4417  171,240.05
    2026-11-23  trust    Client funds     18,250.00
    2026-05-29  receipt  Amy's Birds           1.00
    2026-08-24  transfer  Visa            14,200.00
    2026-11-01  invoice  Amy's Birds      39,575.00   due 2026-11-30
    2026-09-01  bill     Studio Nørd       3,399.60   due 2026-11-12
    """
    text = text_of(html_of(books))
    for said in (
        "Acme",
        "As of Mon, Nov 23, 7:54 AM ET, 4 min ago",
        "Week of Monday, November 23, 2026",
        "Cash is $171,240, as a week ago. The low point in the forecast is $170,614 on Nov 29, above the minimum line.",
        "$171,240 .05",
        "Client funds not cash: held for others 18,250.00",
        "Amy&#x27;s Birds Mon, Nov 30, invoice 5 39,575.00",
        "Studio Nørd 11 days late, bill 6 3,399.60",
        "Everything open 39,575.00 3,399.60",
        "From movements",
        "Buffer days",
        "Net-burn runway",
    ):
        assert said in text


def test_a_picture_has_a_title_a_sentence_and_a_table_beside_it(books: Books) -> None:
    """
    2026-11-23  cash     Operating    1,000.00
    2026-11-01  bill     Acme Paper     400.00   due 2026-12-01
    2026-10-05  receipt  Amy's Birds  0.01
    """
    html = html_of(books)
    ids = set(re.findall(r'id="([^"]+)"', html))
    for names in re.findall(r'role="img" aria-labelledby="([^"]+)"', html):
        assert set(names.split()) <= ids
    assert "cash is lowest at $600 on Dec 1" in html
    assert re.search(r"Show the \d+ weeks, and what the forecast rests on", html)


def test_names_from_the_books_are_text_and_never_markup(books: Books) -> None:
    """
    2026-11-23  cash     Operating                   1,000.00
    2026-11-01  invoice  <script>alert(1)</script>     400.00   due 2026-12-01
    """
    assert "<script>" not in html_of(books)


def test_ids_are_used_once(books: Books) -> None:
    """
    2026-11-23  cash  Operating  1,000.00
    """
    ids = re.findall(r'\bid="([^"]+)"', html_of(books))
    assert len(ids) == len(set(ids))


def test_problems_are_counted_at_the_top_and_listed_below(books: Books) -> None:
    """
    2026-11-23  cash  Operating  1,000.00
    """
    text = text_of(html_of(books, problems=(Problem("undated", "Bill 7 has no date."),)))
    assert "1 item could change these numbers" in text
    assert "Bill 7 has no date." in text


def test_empty_books_say_so_and_show_no_number() -> None:
    text = text_of(html_of(Books()))
    assert "The books are empty." in text
    assert "Buffer days" not in text
    assert "$" not in text


def test_stale_books_keep_their_cash_and_say_why_nothing_is_told_of_what_lies_ahead(books: Books) -> None:
    """
    2026-11-23  cash  Operating   1,000.00
    2026-11-01  bill  Acme Paper    400.00   due 2026-11-27
    2026-11-01  bill  Late          100.00   due 2026-11-01
    """
    stale = Freshness(NOW - timedelta(days=3, hours=16), connected=False, complete=True)
    text = text_of(html_of(books, stale))
    assert "3 d 16 h ago, stale" in text
    assert "QuickBooks is not connected." in text
    assert "Cash on Nov 19, USD $1,000 .00" in text
    assert "Low point in the forecast unknown" in text
    assert text.count("The books are of Thu, Nov 19, so nothing ahead of them is shown.") == 1
    assert "The forecast appears when QuickBooks is connected again and its books are read." in text
    for ahead in ("80 of 100 cases on that day", "in the forecast: by how late", "From movements", "$600"):
        assert ahead not in text


def test_pages_carry_no_inline_style_and_no_inline_script(books: Books) -> None:
    """
    2026-11-23  cash  Operating  1,000.00
    """
    pages = [html_of(books), *(render_to_string(f"{code}.html") for code in (403, 404, 500, 503))]
    for html in pages:
        assert not re.search(r"<script(?![^>]* src=)|<style| style=| on\w+=", html)


def test_a_page_for_a_database_that_is_down_asks_it_nothing() -> None:
    html = render_to_string("503.html", {"said": "The embedded database is down. Start it: make db."})
    assert "Start it: make db." in html


def test_every_stylesheet_a_page_names_is_there_and_short() -> None:
    names = re.findall(r'href="/static/(css/[^"]+)"', render_to_string("404.html"))
    assert names
    for name in names:
        assert len((STATIC / name).read_text().splitlines()) < 200


def test_signing_in_leads_to_the_board(olive: User, client: Client) -> None:
    refused = client.post("/login/", {"username": olive.email, "password": "wrong"})
    assert "Not signed in." in refused.content.decode()
    accepted = client.post("/login/", {"username": olive.email, "password": "a-long-password-for-tests"})
    assert accepted["Location"] == "/"


def test_a_form_whose_protection_ran_out_is_refused_on_a_page_of_ours(db: None) -> None:
    careful = Client(enforce_csrf_checks=True)
    refused = careful.post("/login/", {"username": "olive@acme.example", "password": "a password"})
    assert refused.status_code == 403
    assert "This was not done" in refused.content.decode()


def test_a_guest_is_asked_to_sign_in(acme: Business, client: Client) -> None:
    for address in ("/", "/b/acme/"):
        assert client.get(address)["Location"] == f"/login/?next={address}"


def test_olive_sees_acme_on_the_board_and_its_digest(olives_browser: Client) -> None:
    board = text_of(olives_browser.get("/").content.decode())
    assert "Acme" in board
    assert "As of: unknown" in board
    digest = olives_browser.get("/b/acme/")
    assert digest.status_code == 200
    assert "No books yet: QuickBooks is not connected." in digest.content.decode()
    assert "A firm admin connects it to QuickBooks." in text_of(digest.content.decode())
    olive = User.objects.get(name="Olive")
    olive.memberships.update(role=Role.FIRM_ADMIN)
    for room in ("", "tray/", "console/"):
        page = olives_browser.get(f"/b/acme/{room}").content.decode()
        assert '<a href="/connect/acme/">Connect Acme to QuickBooks</a>' in page
        assert f"The {room.strip('/') or 'digest'} appears after the first complete read." in page


def test_to_sam_acme_does_not_exist(acme: Business, sams_browser: Client) -> None:
    assert "Acme" not in sams_browser.get("/").content.decode()
    answer = sams_browser.get("/b/acme/")
    assert answer.status_code == 404
    assert "This page does not exist" in answer.content.decode()


def test_a_foreign_account_shows_its_own_amount_and_the_dated_rate(books: Books) -> None:
    """
    2026-11-23  cash  Operating  1,000.00
    """
    paris = Balance(
        "9",
        "Paris",
        AccountKind.OPERATING,
        "EUR",
        Decimal(1200),
        Decimal("1290.36"),
        NOW,
        Decimal("1.07530"),
        date(2026, 11, 20),
    )
    text = text_of(html_of(replace(books, balances=(*books.balances, paris))))
    assert "Paris EUR 1,200.00 at 1.0753, Nov 20 1,290.36" in text
    assert "Available nothing is earmarked 2,290.36" in text


def test_whoever_is_signed_in_keeps_the_way_back_from_a_page_that_does_not_exist(
    olives_browser: Client, client: Client
) -> None:
    lost = olives_browser.get("/nowhere/").content.decode()
    assert "This page does not exist" in lost
    assert '<nav aria-label="Firm">' in lost
    assert '<nav aria-label="Firm">' not in client.get("/nowhere/").content.decode()
    assert '<nav aria-label="Firm">' in olives_browser.get("/b/acme/accounts/").content.decode()


def test_browsers_find_an_icon_where_a_page_names_none(client: Client) -> None:
    assert client.get("/favicon.ico")["Location"].endswith("favicon.svg")
