"""The settings page: what the numbers rest on, where each line comes from, and choosing otherwise."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from core import clock
from core.models import AuditEntry, Business, Role
from runway.calculators.owned import Cycle, DigestMail, Payroll, WeekEnd
from runway.models import Assumptions, Standing
from runway.services.assumptions import assumptions_of
from tests.bookkeeping import Books, money
from tests.conftest import signed_in
from tests.runway.console.office import billed, hired, in_days
from tests.runway.test_pages import text_of
from tests.sweeping import sweep

PAGE = "/b/acme/settings/"


def choose(browser: Client, seen: int = 0, **typed: object) -> HttpResponse:
    return browser.post(f"{PAGE}assumptions/", {"seen": seen, **typed}, follow=True)


def text(answer: HttpResponse) -> str:
    return text_of(answer.content.decode())


def test_every_line_says_that_it_is_a_default_and_which(ada: Client) -> None:
    said = text(ada.get(PAGE))
    assert "Nobody has chosen anything yet: every line is a default." in said
    for line in (
        "Minimum line unknown Default: 15 buffer days, unknown until movements reach back 91 days",
        "Weeks end on Friday Default: Friday",
        "Payroll From the books Default: as found in the books",
        "Weekly digest by e-mail Not sent Default: not sent",
        "Nothing is set aside, so all cash is available.",
        "Cash 20,000.00 less 0.00 set aside today: 20,000.00 available.",
    ):
        assert line in said


@pytest.mark.prove
def test_the_default_line_shows_the_outflow_that_it_is_made_of(office: Books, ada: Client) -> None:
    spent = {"PaymentType": "Check", "AccountRef": {"value": "Checking"}, "TotalAmt": money("910")}
    for back in (20, 100):
        office.enter("Purchase", TxnDate=in_days(-back).isoformat(), **spent)
    assert "Minimum line 150.00 Default: 15 buffer days of 10.00" in text(ada.get(PAGE))
    paid = {"payroll_cycle": "weekly", "payroll_next_on": in_days(3).isoformat(), "payroll_amount": "4k"}
    said = text(choose(ada, **paid))
    assert "Minimum line 4,000.00 Default: one payroll, as it is more than 15 buffer days of 10.00" in said


def test_choices_are_kept_shown_with_their_author_and_written_into_the_trail(
    office: Books, ada: Client
) -> None:
    friday = in_days(10)
    said = text(
        choose(
            ada,
            minimum_line="$25k",
            week_end="6",
            payroll_cycle="every two weeks",
            payroll_next_on=friday.isoformat(),
            payroll_amount="18,250.50",
            digest_is_sent="on",
            digest_weekday="4",
            digest_hour="7",
            digest_timezone="Europe/London",
        )
    )
    assert "Saved. The numbers now rest on this." in said
    assert "Last changed by Ada" in said
    assert "Minimum line 25,000.00 Chosen" in said
    assert "Weekly digest by e-mail Fridays, 7:00, Europe/London Chosen" in said
    kept = assumptions_of(office.business)
    assert (kept.minimum_line, kept.week_end) == (25_000, WeekEnd.SUNDAY)
    assert kept.payroll == Payroll(Cycle.BIWEEKLY, friday, money("18,250.50"))
    assert kept.digest == DigestMail(True, 4, 7, "Europe/London")
    trace = AuditEntry.objects.get(action="assumptions changed")
    assert trace.actor == "ada@acme.example"
    assert (trace.detail["before"]["minimum line"], trace.detail["after"]["minimum line"]) == ("", "25000.00")


@pytest.mark.prove
def test_only_another_time_of_the_digest_begins_its_mails_anew(office: Books, ada: Client) -> None:
    choose(ada, minimum_line="9,000")
    assert Assumptions.objects.get().digest_chosen_at is None
    choose(ada, seen=1, minimum_line="9,000", digest_is_sent="on", digest_hour="7")
    begun = Assumptions.objects.get().digest_chosen_at
    assert begun is not None
    choose(ada, seen=2, minimum_line="8,000", digest_is_sent="on", digest_hour="7")
    assert Assumptions.objects.get().digest_chosen_at == begun


def test_the_chosen_line_is_the_line_of_digest_console_and_board(office: Books, ada: Client) -> None:
    billed(office, "6,000", 9)
    choose(ada, minimum_line="15,000")
    assert "Against the line, 15,000.00 chosen for this business \u22121,000.00" in text(ada.get("/b/acme/"))
    assert "Minimum line: 15,000.00, chosen for this business." in text(ada.get("/b/acme/console/"))
    kept = Standing.objects.get()
    assert (kept.status, kept.reason[:14]) == ("amber", "Below the line")


@pytest.mark.prove
def test_going_back_to_the_default_is_a_choice_too(office: Books, ada: Client) -> None:
    choose(ada, minimum_line="15,000")
    assert "Minimum line unknown Default" in text(choose(ada, seen=1, minimum_line=""))
    assert assumptions_of(office.business).minimum_line is None


def test_a_pay_date_that_is_over_moves_on_by_its_cycle(office: Books, ada: Client) -> None:
    Assumptions.objects.create(business=office.business, payroll_cycle="weekly", payroll_next_on=in_days(-8))
    page = ada.get(PAGE).content.decode()
    assert f'name="payroll_next_on" value="{in_days(6).isoformat()}"' in page


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"minimum_line": "-5"}, "minimum_line", "A minimum line is zero or more."),
        ({"minimum_line": "5 EUR"}, "minimum_line", "Amounts are in USD here, and this says EUR."),
        ({"payroll_cycle": "weekly"}, "payroll_next_on", "Say on which day payroll is paid next"),
        ({"payroll_amount": "100"}, "payroll_cycle", "Say how often payroll is paid"),
        ({"payroll_next_on": "2026-02-30"}, "payroll_next_on", "This is no day of the calendar."),
        (
            {"payroll_cycle": "weekly", "payroll_next_on": "2020-01-03"},
            "payroll_next_on",
            "This day is over. Give the next pay date",
        ),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_all_that_was_typed_stays(
    office: Books, ada: Client, typed: dict[str, str], field: str, said: str
) -> None:
    answer = choose(ada, **({"payroll_amount": "77.25"} | typed))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'<ul class="errorlist" id="assume_{field}_error"><li>{said}' in page
    for value in typed.values():
        assert f'value="{value}"' in page
    assert not Assumptions.objects.exists()


def test_a_time_zone_that_there_is_not_is_refused(ada: Client) -> None:
    assert "There is no such time zone. Choose one of the list." in text(
        choose(ada, digest_timezone="Mars/Base")
    )


def test_whoever_saves_second_is_told_and_loses_nothing(office: Books, ada: Client) -> None:
    fern = signed_in(hired(office.business, "Fern", Role.FIRM_ADMIN))
    choose(ada, minimum_line="10,000")
    answer = choose(fern, minimum_line="12,345")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Ada changed this after your page was made, so nothing was saved." in text(answer)
    assert 'value="12,345"' in page
    assert 'name="seen" value="1"' in page
    assert assumptions_of(office.business).minimum_line == 10_000
    assert "Saved." in text(choose(fern, seen=1, minimum_line="12,345"))


@pytest.mark.parametrize(
    "role", sweep([Role.VIEWER, Role.BOOKKEEPER, Role.CONTROLLER, Role.OWNER], Role.CONTROLLER)
)
def test_others_read_the_settings_and_change_nothing(office: Books, role: Role) -> None:
    browser = signed_in(hired(office.business, role.name, role))
    page = browser.get(PAGE)
    assert page.status_code == 200
    assert "Save the assumptions" not in page.content.decode()
    assert choose(browser, minimum_line="1").status_code == 403
    assert browser.get(f"{PAGE}set-aside/").status_code == 403
    assert not Assumptions.objects.exists()


def test_to_sam_the_settings_do_not_exist(office: Books, sams_browser: Client) -> None:
    assert sams_browser.get(PAGE).status_code == 404
    assert choose(sams_browser).status_code == 404


@pytest.mark.prove
def test_a_standing_from_before_a_choice_is_outdated(office: Books, ada: Client, acme: Business) -> None:
    from_before = Standing(business=acme, generation=0, on=in_days(0), computed_at=clock.now() - timedelta(1))
    from_before.save()
    choose(ada, minimum_line="15,000")
    assert Standing.objects.get().computed_at > from_before.computed_at
