"""The weekly mails of one business, from the schedule to the mailbox."""

from datetime import timedelta
from email.message import EmailMessage
from itertools import pairwise

import pytest
from django.db import DatabaseError, transaction

from core import clock
from core.models import Business, DigestStop, Membership, Role, User
from runway import words
from runway.models import Kept, MailState, SentDigest
from runway.services import mail_stops, mailing, posting
from runway.services.kept_pages import digest_page
from runway.services.letter import source_of
from runway.services.mail_readers import Reader, readers_of
from runway.tasks import digest_mails
from sync.erase import tables_of_books
from tests.bookkeeping import Books
from tests.conftest import signed_in
from tests.runway.console.office import billed, in_days
from tests.runway.mails.conftest import SITE, an_hour_ago, chosen, this_hour
from tests.runway.mails.mail_server import MailServer, part

pytestmark = pytest.mark.django_db


def states() -> list[tuple[str, str]]:
    return list(SentDigest.objects.order_by("recipient").values_list("recipient", "state"))


def test_everyone_with_access_gets_one_mail_a_week_however_often_beat_rings(
    office: Books, olive: User, ada: User, ben: User, sam: User, mail_server: MailServer
) -> None:
    chosen(office.business, this_hour())
    for _ in range(3):
        digest_mails()
    assert sorted(to for to, _ in mail_server.delivered) == [
        "ada@acme.example",
        "ben@acme.example",
        "olive@acme.example",
    ]
    assert {state for _, state in states()} == {MailState.SENT}
    assert SentDigest.objects.get(recipient="ben@acme.example").role == Role.BOOKKEEPER


def test_before_its_hour_and_where_nobody_chose_it_nothing_is_sent(
    office: Books, olive: User, mail_server: MailServer
) -> None:
    digest_mails()
    chosen(office.business, this_hour() + timedelta(hours=1))
    digest_mails()
    assert mail_server.delivered == []


def test_who_chooses_the_mail_after_its_hour_gets_the_next(
    office: Books, ada: User, mail_server: MailServer
) -> None:
    chosen(office.business, this_hour(), digest_chosen_at=clock.now())
    digest_mails()
    assert mail_server.delivered == []
    mailing.mail(office.business, this_hour() + timedelta(days=7))
    assert len(mail_server.delivered) == 1


def test_what_is_stored_is_what_was_delivered_byte_for_byte(
    office: Books, ada: User, mail_server: MailServer
) -> None:
    odd = "Ærø <script>\u2028=3D\u00a0Ltd."
    office.enter("Vendor", Id="9", DisplayName=odd, Active=True)
    billed(office, "6,000", 2, VendorRef={"value": "9", "name": odd})
    chosen(office.business, this_hour())
    digest_mails()
    kept, letter = SentDigest.objects.get(), mail_server.letters[0]
    assert part(letter, "text/html") == kept.html.encode()
    assert part(letter, "text/plain") == kept.text.encode()
    lowest_on = words.short_day(in_days(2))
    assert letter["Subject"] == kept.subject == f"Acme: 20,000 available, lowest 14,000 on {lowest_on}"
    assert [one.get_content_type() for one in letter.iter_parts()] == ["text/plain", "text/html"]
    assert "&lt;script&gt;" in kept.html
    assert "<script" not in kept.html
    assert max(map(len, mail_server.delivered[0][1].split(b"\r\n"))) < 998, "a line of mail is no longer"


def test_letters_are_written_from_the_page_that_is_kept(office: Books, ada: User) -> None:
    now = clock.now()
    page = source_of(office.business, now).page
    kept = Kept.objects.get(business=office.business, name="digest")
    assert page == digest_page(office.business, now)
    source_of(office.business, now + timedelta(minutes=3))
    assert Kept.objects.get(business=office.business, name="digest").computed_at == kept.computed_at == now


def test_the_letter_can_be_stopped_by_one_click_of_the_mail_program(
    office: Books, ada: User, mail_server: MailServer
) -> None:
    chosen(office.business, this_hour())
    digest_mails()
    letter = mail_server.letters[0]
    address = letter["List-Unsubscribe"].strip().strip("<>")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address.startswith(f"{SITE}/mail/stop/")
    assert address in SentDigest.objects.get().text
    assert letter["Message-ID"] == f"<digest-{SentDigest.objects.get().pk}@rowcol.example>"


def test_who_stopped_the_mail_gets_none_and_the_others_do(
    office: Books, olive: User, ada: User, mail_server: MailServer
) -> None:
    mail_stops.stop(olive, office.business, mail_stops.BY_PAGE)
    chosen(office.business, this_hour())
    digest_mails()
    assert [to for to, _ in mail_server.delivered] == ["ada@acme.example"]


def test_who_comes_later_in_the_week_waits_for_the_next(
    office: Books, ada: User, mail_server: MailServer
) -> None:
    chosen(office.business, this_hour())
    digest_mails()
    late = User.objects.create_user("late@acme.example")
    Membership.objects.create(user=late, firm=office.business.firm, role=Role.CONTROLLER)
    digest_mails()
    assert [to for to, _ in mail_server.delivered] == ["ada@acme.example"]


def test_a_week_later_the_next_mail_goes_out(office: Books, ada: User, mail_server: MailServer) -> None:
    chosen(office.business, this_hour())
    now = clock.now()
    mailing.mail(office.business, now)
    mailing.mail(office.business, now + timedelta(days=7))
    weeks = SentDigest.objects.order_by("week").values_list("week", flat=True)
    assert [later - first for first, later in pairwise(weeks)] == [timedelta(days=7)]
    assert len(mail_server.delivered) == 2


def test_a_late_beat_sends_it_all_the_same_and_the_mail_says_so(
    office: Books, ada: User, mail_server: MailServer
) -> None:
    chosen(office.business, an_hour_ago())
    digest_mails()
    assert "made late" in SentDigest.objects.get().text


def test_books_that_are_not_fit_are_mailed_as_that(
    acme: Business, ada: User, mail_server: MailServer
) -> None:
    chosen(acme, this_hour())
    digest_mails()
    assert SentDigest.objects.get().subject == "Acme: no books yet: QuickBooks is not connected"
    assert "Runway" not in SentDigest.objects.get().text


def test_a_firms_people_are_readers_of_each_client_once_in_their_fullest_role(
    office: Books, ada: User, sam: User
) -> None:
    firm = office.business.firm
    Membership.objects.create(user=ada, firm=firm, role=Role.VIEWER)
    gone = User.objects.create_user("gone@acme.example", is_active=False)
    Membership.objects.create(user=gone, firm=firm, role=Role.ADVISOR)
    assert readers_of(office.business) == (Reader(ada.pk, "Ada", "ada@acme.example", Role.ADVISOR),)


def test_the_database_keeps_one_weekly_letter_a_week_and_recipient(office: Books, ada: User) -> None:
    now = clock.now()
    planned, readers = mailing.week_of(office.business, now), readers_of(office.business)
    source = source_of(office.business, now, planned)
    for _ in range(2):
        mailing.draw_up(office.business, planned, now)
    assert SentDigest.objects.count() == 1
    twice = mailing.written(office.business, source, readers[0], readers, planned, now)
    with pytest.raises(DatabaseError), transaction.atomic():
        twice.save()
    mailing.written(office.business, source, readers[0], readers, planned, now, is_asked=True).save()


def test_what_a_letter_says_never_changes_and_a_sent_one_not_at_all(
    office: Books, ada: User, mail_server: MailServer
) -> None:
    now = clock.now()
    mailing.draw_up(office.business, mailing.week_of(office.business, now), now)
    for fields in ({"html": "otherwise"}, {"recipient": "sam@elsewhere.example"}, {"week": in_days(70)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            SentDigest.objects.update(**fields)
    posting.post_waiting(office.business, now)
    with pytest.raises(DatabaseError), transaction.atomic():
        SentDigest.objects.update(state=MailState.WAITING, sent_at=None)
    assert states() == [("ada@acme.example", MailState.SENT)]


def test_erasing_the_books_takes_the_mails_along_and_leaves_the_stops() -> None:
    assert SentDigest in tables_of_books()
    assert DigestStop not in tables_of_books()


def text(letter: EmailMessage) -> str:
    return part(letter, "text/plain").decode()


def test_links_lead_to_the_pages_and_the_page_asks_for_a_sign_in(
    office: Books, ada: User, mail_server: MailServer
) -> None:
    chosen(office.business, this_hour())
    digest_mails()
    said = text(mail_server.letters[0])
    for path in ("/b/acme/", "/b/acme/mails/"):
        assert f"{SITE}{path}" in said
        assert signed_in(ada).get(path).status_code == 200
