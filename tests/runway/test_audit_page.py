"""The audit trail of one business as its people see it: narrowed, page by page, and as a file."""

import csv
import io

import pytest
from django.test import Client

from core import audit
from core.models import AuditEntry, Business, Membership, Role, User
from core.trail import chains
from tests.conftest import signed_in
from tests.runway.test_pages import text_of

PAGE, FILE = "/b/acme/audit/", "/b/acme/audit.csv"


@pytest.fixture
def adas(acme: Business) -> Client:
    """The browser of Ada, who advises Acme."""
    user = User.objects.create_user("ada@acme.example", name="Ada")
    Membership.objects.create(user=user, firm=acme.firm, business=acme, role=Role.ADVISOR)
    return signed_in(user)


@pytest.fixture
def acts(acme: Business) -> None:
    seen = {"open": "1250.00", "number": None}
    audit.record("olive@acme.example", "decision approved", business=acme, subject="Bill 905", seen=seen)
    audit.record("ada@acme.example", "account marked", business=acme, subject="Escrow", after="trust")


def rows(answer: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.decode())))


def test_the_page_says_who_did_what_and_when(acts: None, adas: Client) -> None:
    text = text_of(adas.get(PAGE).content.decode())
    assert "2 entries, newest first" in text
    assert "olive@acme.example Decision approved Bill 905 seen open: 1250.00" in text
    assert "signed in" not in text, "what concerns no business is not in the trail of one"


@pytest.mark.parametrize(
    "asked", ["?who=ada", "?what=account marked", "?from=2020-01-01&who=ADA", "?page=99&who=ada"]
)
def test_it_can_be_narrowed(acts: None, adas: Client, asked: str) -> None:
    text = text_of(adas.get(PAGE + asked).content.decode())
    assert "1 entry that fit" in text
    assert "Escrow" in text
    assert "Bill 905" not in text


@pytest.mark.parametrize("asked", ["?to=2020-01-01", "?from=9999-12-31", "?who=nobody"])
def test_where_nothing_fits_it_says_so(acts: None, adas: Client, asked: str) -> None:
    assert "No entry fits." in text_of(adas.get(PAGE + asked).content.decode())


def test_a_day_that_is_none_narrows_nothing(acts: None, adas: Client) -> None:
    assert "2 entries" in text_of(adas.get(PAGE + "?from=someday&to=9999-12-31&page=-1").content.decode())


def test_a_long_trail_comes_in_pages(acme: Business, adas: Client) -> None:
    for number in range(51):
        audit.record("olive@acme.example", f"act {number}", business=acme)
    first, second = (text_of(adas.get(f"{PAGE}?page={n}").content.decode()) for n in (1, 2))
    assert "Act 50" in first
    assert "Older" in first
    assert "Act 50" not in second
    assert "Newer" in second


def test_the_file_holds_it_all_and_that_it_was_taken_is_its_newest_entry(acts: None, adas: Client) -> None:
    told = rows(adas.get(FILE).content)
    assert [line["what"] for line in told] == ["exported", "account marked", "decision approved"]
    assert (told[0]["who"], told[0]["about"]) == ("ada@acme.example", "audit trail")
    assert told[2]["detail"] == "seen open: 1250.00"
    assert {each.broken for each in chains()} == {""}


def test_no_cell_of_the_file_is_carried_out(acme: Business, adas: Client) -> None:
    audit.record("=cmd|' /C calc'!A0", "  @act", business=acme, subject="-1+2", note="+x")
    [line] = [line for line in rows(adas.get(FILE).content) if line["what"] != "exported"]
    assert (line["who"], line["what"], line["about"]) == ("'=cmd|' /C calc'!A0", "'  @act", "'-1+2")


def test_the_board_as_a_file_is_in_the_trail_of_each_client_on_it(acme: Business, adas: Client) -> None:
    adas.get("/board.csv")
    entry = AuditEntry.objects.get(action="exported")
    assert (entry.actor, entry.business_id, entry.subject) == ("ada@acme.example", acme.pk, "board")


def test_the_owner_reads_it_and_a_viewer_does_not(
    acme: Business, olives_browser: Client, sams_browser: Client
) -> None:
    viewer = User.objects.create_user("vic@acme.example")
    Membership.objects.create(user=viewer, firm=acme.firm, business=acme, role=Role.VIEWER)
    found = [browser.get(PAGE).status_code for browser in (olives_browser, signed_in(viewer), sams_browser)]
    assert found == [200, 403, 404]
