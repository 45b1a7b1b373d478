"""No file for spreadsheets carries anything out, whoever wrote the words in it."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.conf import settings
from django.http import HttpResponse

from core.models import Business, Firm, Membership, Role, User
from core.sheets import cell, sheet
from tests.conftest import signed_in
from tests.rowcol.every_url import Address, addresses

FIRST = ("=", "+", "-", "@", "\t", "\r", "\n", "  =")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
OF_BOOKS = ("forecast.csv",)
"""Files that there are none of before books were read: each has its own test."""
FILES = [each for each in addresses() if ".csv" in each.route and not each.route.endswith(OF_BOOKS)]
ROOMS = ("core", "bank", "ar", "ap", "sync", "runway", "rowcol")


@pytest.mark.parametrize("first", FIRST)
def test_text_that_a_spreadsheet_would_carry_out_is_made_harmless(first: str) -> None:
    named = f'{first}HYPERLINK("http://x","y")'
    assert cell(named) == f"'{named}"


def test_ordinary_words_and_numbers_stay_as_they_are() -> None:
    assert cell("Elm - Sons") == "Elm - Sons"
    assert [cell(value) for value in (Decimal("-17385.00"), -3, None)] == ["-17385.00", "-3", "unknown"]
    assert cell(date(2027, 1, 15)) == "2027-01-15"
    assert cell(datetime(2027, 1, 15, 8, 30, tzinfo=UTC)) == "2027-01-15T08:30:00+00:00"


def test_a_file_begins_with_its_headings() -> None:
    assert sheet(("client", "cash"), [["=1+1", Decimal("-5")]]) == "client,cash\r\n'=1+1,-5\r\n"


def test_there_is_one_writer() -> None:
    sources = (path for room in ROOMS for path in (settings.ROOT / room).rglob("*.py"))
    writers = [str(path.relative_to(settings.ROOT)) for path in sources if "csv.writer" in path.read_text()]
    assert writers == ["core/sheets.py"]


def cells(file: HttpResponse) -> Iterator[str]:
    for line in csv.reader(io.StringIO(file.content.decode())):
        yield from line


@pytest.mark.parametrize("address", FILES, ids=str)
def test_every_file_of_the_product_is_harmless(address: Address, db: None) -> None:
    firm = Firm.objects.create(name="=cmd|' /C calc'!A0", slug="acme")
    Business.objects.create(firm=firm, name="@SUM(1+1)", slug="acme")
    ada = User.objects.create_user("ada@acme.example", name="+Ada")
    Membership.objects.create(user=ada, firm=firm, role=Role.FIRM_ADMIN)
    path = address.route.replace("<slug:slug>", "acme").replace("<slug:firm>", "acme")
    found = list(cells(signed_in(ada).get(f"/{path}")))
    assert len(found) > 3
    assert [said for said in found if said.startswith(FIRST) and not NUMBER.fullmatch(said)] == []


def test_there_are_files_to_look_at() -> None:
    assert FILES
