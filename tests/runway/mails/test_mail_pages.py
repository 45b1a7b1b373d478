"""The pages of stored mails, one more now for who asks, and each person's choice."""

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from core import clock
from core.models import AuditEntry, Business, DigestStop, Role, User
from runway.models import MailState, SentDigest
from runway.tasks import digest_mails
from tests.bookkeeping import Books
from tests.conftest import signed_in
from tests.rowcol.test_headers import policy
from tests.runway.mails.conftest import chosen, this_hour
from tests.runway.mails.mail_server import MailServer, part
from tests.runway.test_pages import text_of

pytestmark = pytest.mark.django_db
PAGE = "/b/acme/mails/"


def asked(business: Business, user: User, minutes_ago: int) -> None:
    """A mail that this person asked for."""
    then = clock.now() - timedelta(minutes=minutes_ago)
    said = {"role": Role.OWNER, "week": then.date(), "is_asked": True, "subject": "Acme: 500 available"}
    SentDigest.objects.create(
        business=business, recipient=user.email, drawn_at=then, state=MailState.SENT, sent_at=then, **said
    )


@pytest.fixture
def sent(office: Books, olive: User, ada: User, mail_server: MailServer) -> SentDigest:
    """Olive's mail of this week; Ada got one too."""
    chosen(office.business, this_hour())
    digest_mails()
    return SentDigest.objects.get(recipient=olive.email)


def text(answer: HttpResponse) -> str:
    return text_of(answer.content.decode())


def test_an_owner_finds_her_own_mails_and_nobody_elses(sent: SentDigest, olives_browser: Client) -> None:
    said = text(olives_browser.get(PAGE))
    assert sent.subject in said
    assert "ada@acme.example" not in said
    adas = SentDigest.objects.get(recipient="ada@acme.example")
    assert olives_browser.get(f"{PAGE}{adas.pk}/").status_code == 404
    assert olives_browser.get(f"{PAGE}{adas.pk}/html/").status_code == 404


def test_who_changes_the_settings_finds_everybodys(sent: SentDigest, ada: User) -> None:
    said = text(signed_in(ada).get(PAGE))
    assert "olive@acme.example owner" in said
    assert "ada@acme.example advisor" in said


def test_a_mail_is_shown_as_it_was_in_a_frame_that_can_do_nothing(
    sent: SentDigest, olives_browser: Client, mail_server: MailServer, settings: object
) -> None:
    page = olives_browser.get(f"{PAGE}{sent.pk}/")
    assert f'sandbox src="{PAGE}{sent.pk}/html/"' in page.content.decode()
    assert policy(page)["frame-src"] == "'self'"
    shown = olives_browser.get(f"{PAGE}{sent.pk}/html/")
    assert shown.content == part(mail_server.to("olive@acme.example")[0], "text/html")
    told = policy(shown)
    assert (told["default-src"], told["frame-ancestors"], told["sandbox"]) == ("'none'", "'self'", "")
    assert "script-src" not in told
    assert shown["X-Frame-Options"] == "SAMEORIGIN"


def test_numbers_that_change_later_change_no_mail(
    office: Books, sent: SentDigest, olives_browser: Client
) -> None:
    office.account("Savings", CurrentBalance=99)
    assert "$20,000.00" in text(olives_browser.get(f"{PAGE}{sent.pk}/"))


def test_to_sam_there_are_no_mails(sent: SentDigest, sams_browser: Client) -> None:
    for path in (PAGE, f"{PAGE}{sent.pk}/", f"{PAGE}{sent.pk}/html/"):
        assert sams_browser.get(path).status_code == 404
    assert sams_browser.post(f"{PAGE}now/").status_code == 404
    assert sams_browser.post(f"{PAGE}choice/").status_code == 404


def test_send_me_this_now_sends_to_the_person_alone_and_is_kept(
    office: Books, olive: User, ada: User, olives_browser: Client, mail_server: MailServer
) -> None:
    said = text(olives_browser.post(f"{PAGE}now/", follow=True))
    assert "Sent to olive@acme.example." in said
    assert "asked for by the recipient" in said
    assert [to for to, _ in mail_server.delivered] == ["olive@acme.example"]


def test_the_sixth_within_an_hour_has_to_wait(
    office: Books, olive: User, olives_browser: Client, mail_server: MailServer
) -> None:
    for minutes in (59, 50, 40, 30, 20):
        asked(office.business, olive, minutes)
    said = text(olives_browser.post(f"{PAGE}now/", follow=True))
    assert "Nothing was sent. You asked for 5 mails within an hour. The next can be sent in 1 minute;" in said
    assert mail_server.delivered == []
    asked(office.business, olive, 90)
    SentDigest.objects.order_by("-drawn_at").first().delete()
    assert "Sent to olive@acme.example." in text(olives_browser.post(f"{PAGE}now/", follow=True))


def test_a_mail_server_that_is_busy_is_said_on_the_page_and_asked_again(
    office: Books, olives_browser: Client, mail_server: MailServer
) -> None:
    mail_server.replies["RCPT"] = "450 try again later"
    assert "Not sent yet: 450 try again later" in text(olives_browser.post(f"{PAGE}now/", follow=True))
    assert SentDigest.objects.get().state == "waiting"


def test_asking_does_not_use_up_the_weeks_mail(
    office: Books, olive: User, olives_browser: Client, mail_server: MailServer
) -> None:
    olives_browser.post(f"{PAGE}now/")
    chosen(office.business, this_hour())
    digest_mails()
    assert len(mail_server.to(olive.email)) == 2


def test_a_person_stops_and_resumes_the_mail_on_two_pages_and_the_trail_keeps_it(
    office: Books, olive: User, olives_browser: Client
) -> None:
    chosen(office.business, this_hour())
    assert "Acme yes Stop it for me" in text(olives_browser.get("/account/"))
    olives_browser.post(f"{PAGE}choice/", {"mail": "stops"})
    assert "Acme no, you stopped it Let it come to me" in text(olives_browser.get("/account/"))
    assert "You have stopped it for olive@acme.example." in text(olives_browser.get(PAGE))
    back = olives_browser.post(f"{PAGE}choice/", {"mail": "comes", "back": "account"})
    assert back["Location"] == "/account/"
    assert not DigestStop.objects.exists()
    acts = (
        AuditEntry.objects.filter(action__startswith="digest mail")
        .order_by("pk")
        .values_list("action", "detail")
    )
    assert list(acts) == [
        ("digest mail stopped", {"way": "on a page"}),
        ("digest mail wanted again", {"way": "on a page"}),
    ]


def test_a_week_without_its_mail_is_said(office: Books, olives_browser: Client) -> None:
    assumed = chosen(office.business, this_hour(), digest_chosen_at=clock.now() - timedelta(days=6))
    assert "None was made" not in text(olives_browser.get(PAGE))
    assumed.digest_chosen_at -= timedelta(days=2)
    assumed.save()
    assert "None was made for the week of Mon, Nov 16" in text(olives_browser.get(PAGE))


def test_an_account_without_any_mail_says_so(acme: Business, olives_browser: Client) -> None:
    assert "None of your clients sends its digest by e-mail." in text(olives_browser.get("/account/"))


def test_the_settings_no_longer_say_that_it_is_kept_for_later(office: Books, ada: User) -> None:
    said = text(signed_in(ada).get("/b/acme/settings/"))
    assert "To everybody with access who has not stopped it." in said
    assert "sends no digest yet" not in said
