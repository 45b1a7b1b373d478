"""Known items: entered in one line or in full, changed with a log, ended and kept."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry, Role, User
from runway.calculators.owned import Direction
from runway.models import KnownItem, KnownItemChange
from runway.services.known_items import known_items
from tests.bookkeeping import Books
from tests.conftest import signed_in
from tests.runway.console.office import hired, in_days
from tests.runway.test_pages import text_of
from tests.sweeping import sweep

PAGE = "/b/acme/known/"
GRANT = {"name": "Grant", "direction": "in", "amount": "50k", "probability": "80"}


def enter(browser: Client, **typed: object) -> HttpResponse:
    said = {"seen": 0, "on": in_days(9).isoformat()} | GRANT | typed
    return browser.post(f"{PAGE}new/", said, follow=True)


def change(browser: Client, row: KnownItem, **typed: object) -> HttpResponse:
    said = {"seen": row.version, "on": row.on.isoformat()} | GRANT | typed
    return browser.post(f"{PAGE}{row.pk}/", said, follow=True)


def end(browser: Client, row: KnownItem, ending: str, seen: int | None = None) -> HttpResponse:
    said = {"ending": ending, "seen": row.version if seen is None else seen}
    return browser.post(f"{PAGE}{row.pk}/end/", said, follow=True)


def text(answer: HttpResponse) -> str:
    return text_of(answer.content.decode())


def grown_old(row: KnownItem) -> KnownItem:
    """As if its day had been yesterday."""
    KnownItem.objects.filter(pk=row.pk).update(on=in_days(-1), ask_on=in_days(-1))
    row.refresh_from_db()
    return row


def test_an_item_is_entered_and_listed_with_its_owner_and_its_weight(office: Books, cora: Client) -> None:
    owner = User.objects.get(name="Cora").pk
    said = text(enter(cora, owner_id=owner, note="Arts council"))
    assert "Grant is entered." in said
    assert "Grant Arts council" in said
    assert "+50,000.00 80% Cora" in said
    assert "In 50,000.00, out 0.00; weighted by probability 40,000.00 in, 0.00 out." in said
    (item,) = known_items(office.business, in_days(0))
    assert (item.direction, item.amount, item.signed, item.probability) == (
        Direction.IN,
        50_000,
        50_000,
        Decimal("0.8"),
    )
    trace = AuditEntry.objects.get(action="known item entered")
    assert (trace.actor, trace.subject, trace.detail["after"]["amount"]) == (
        "cora@acme.example",
        "Grant",
        "50000.00",
    )


def test_one_line_fills_the_form_and_keeps_nothing_yet(office: Books, cora: Client) -> None:
    page = cora.get(f"{PAGE}new/", {"quick": f"pay printer 12,500 {in_days(12).isoformat()}"})
    html = page.content.decode()
    for filled in (
        'value="Printer"',
        'value="12,500.00"',
        f'value="{in_days(12).isoformat()}"',
        'value="out" selected',
    ):
        assert filled in html
    assert "Nothing is kept yet." in text(page)
    assert not KnownItem.objects.exists()


def test_a_line_that_says_nothing_leaves_an_empty_form(cora: Client) -> None:
    page = cora.get(f"{PAGE}new/", {"quick": "???"})
    assert page.status_code == 200
    assert 'value="0"' in page.content.decode()


def test_every_change_is_in_a_log_that_nobody_can_alter(office: Books, cora: Client) -> None:
    cora_herself = User.objects.get(name="Cora").pk
    enter(cora, owner_id=cora_herself)
    row = KnownItem.objects.get()
    assert "Grant is saved." in text(
        change(cora, row, owner_id=cora_herself, amount="45,000", probability="60")
    )
    page = text(cora.get(f"{PAGE}{row.pk}/"))
    assert "changed amount: 50000.00 → 45000.00 probability: 80 → 60" in page
    assert "Cora entered" in page
    assert "owner: Cora amount: 50000.00" in page
    with pytest.raises(IntegrityError, match="append only"), transaction.atomic():
        KnownItemChange.objects.update(deed="never")
    assert [change.deed for change in row.changes.all()] == ["entered", "changed"]


@pytest.mark.parametrize(("ending", "said"), [("happened", "Grant happened."), ("dropped", "Grant dropped.")])
def test_an_item_that_ended_counts_no_more_and_is_kept(
    office: Books, cora: Client, ending: str, said: str
) -> None:
    enter(cora)
    row = KnownItem.objects.get()
    page = text(end(cora, row, ending))
    assert f"{said} It is kept below and counts no more." in page
    assert "1 ended item" in page
    assert known_items(office.business, in_days(0)) == ()
    assert KnownItem.objects.get().ending == ending
    assert row.changes.last().deed == ending
    assert cora.get(f"{PAGE}{row.pk}/").status_code == 404


def test_an_item_can_only_end_in_a_way_that_there_is(office: Books, cora: Client) -> None:
    enter(cora)
    assert "Say whether it happened or was dropped." in text(end(cora, KnownItem.objects.get(), "vanished"))
    assert KnownItem.objects.get().archived_at is None


def test_an_item_asks_from_the_day_that_was_given_and_is_marked_when_its_day_is_over(
    office: Books, cora: Client
) -> None:
    enter(cora, ask_on=in_days(0).isoformat())
    assert "1 item to confirm. Grant" in text(cora.get(PAGE))
    assert not known_items(office.business, in_days(9))[0].is_past
    grown_old(KnownItem.objects.get())
    assert "its day is over (nobody)" in text(cora.get(PAGE))
    assert known_items(office.business, in_days(0))[0].is_past


@pytest.mark.prove
def test_an_item_whose_day_is_over_is_given_a_new_day_or_an_ending(office: Books, cora: Client) -> None:
    enter(cora)
    row = grown_old(KnownItem.objects.get())
    assert "This day is over. Give" in text(change(cora, row))
    assert "Grant is saved." in text(change(cora, row, on=in_days(20).isoformat()))
    assert "to confirm" not in text(cora.get(PAGE))


@pytest.mark.prove
def test_of_two_at_once_the_second_is_told_and_loses_nothing(
    office: Books, cora: Client, ada: Client
) -> None:
    enter(cora)
    row = KnownItem.objects.get()
    change(ada, row, amount="1,000")
    answer = change(cora, row, amount="2,222", note="from the letter")
    assert answer.status_code == 409
    assert "Ada changed this after your page was made, so nothing was saved." in text(answer)
    assert "Now: 1,000.00 USD in" in text(answer)
    for kept in ('value="2,222"', 'value="from the letter"', 'name="seen" value="2"'):
        assert kept in answer.content.decode()
    assert "so nothing was saved" in text(end(cora, row, "dropped", seen=1))
    assert KnownItem.objects.get().archived_at is None


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"name": ""}, "name", "Give it a name"),
        ({"direction": ""}, "direction", "Say whether the money comes in or goes out."),
        ({"amount": "-3"}, "amount", "Give an amount above zero"),
        ({"amount": "3 GBP"}, "amount", "this says GBP"),
        ({"on": "2020-01-01"}, "on", "This day is over."),
        ({"on": "2099-01-01"}, "on", "more than five years away"),
        ({"on": "soon"}, "on", "This is no day of the calendar."),
        ({"probability": "101"}, "probability", "Give a percentage from 0 to 100."),
        ({"probability": "half"}, "probability", "Give a whole percentage"),
        ({"ask_on": "2020-01-01"}, "ask_on", "This day is over."),
        ({"owner_id": "999999"}, "owner_id", "This person does not work on this client."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(
    office: Books, cora: Client, typed: dict[str, str], field: str, said: str
) -> None:
    answer = enter(cora, **typed)
    errors = answer.content.decode().split(f'id="item_{field}_error"')[1].split("</ul>")[0]
    assert answer.status_code == 400
    assert said in errors
    assert not KnownItem.objects.exists()


@pytest.mark.parametrize("role", sweep([Role.VIEWER, Role.BOOKKEEPER, Role.OWNER], Role.VIEWER))
def test_below_a_controller_people_read_and_change_nothing(office: Books, cora: Client, role: Role) -> None:
    enter(cora)
    browser, row = signed_in(hired(office.business, role.name, role)), KnownItem.objects.get()
    page = browser.get(PAGE).content.decode()
    assert "Grant" in page
    assert "Quick entry" not in page
    refused = [enter(browser), change(browser, row), end(browser, row, "dropped")]
    assert {answer.status_code for answer in refused} == {403}
    assert "may enter known items and expected dates" in text(refused[0])
    assert KnownItem.objects.count() == KnownItemChange.objects.count() == 1


def test_to_sam_there_are_no_known_items(office: Books, cora: Client, sams_browser: Client) -> None:
    enter(cora)
    row = KnownItem.objects.get()
    assert sams_browser.get(PAGE).status_code == 404
    assert change(sams_browser, row).status_code == 404


def test_the_database_itself_keeps_an_item_positive_and_its_ending_dated(office: Books) -> None:
    said = {
        "business": office.business,
        "name": "X",
        "direction": "in",
        "on": in_days(1),
        "ask_on": in_days(1),
    }
    for wrong in ({"amount": 0}, {"amount": 1, "probability": 101}, {"amount": 1, "ending": "dropped"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            KnownItem.objects.create(**said | wrong)


@pytest.mark.prove
def test_the_page_costs_the_same_for_few_items_and_for_many(office: Books, cora: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert cora.get(PAGE).status_code == 200
        return len(asked)

    enter(cora)
    few = queries()
    for _ in range(5):
        enter(cora)
    assert queries() == few
