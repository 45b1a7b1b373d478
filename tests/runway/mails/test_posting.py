"""Handing letters over: at most once, whatever the mail server, a second worker or a crash do."""

from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from core import clock
from core.models import Membership, User
from runway.models import MailState, SentDigest
from runway.services import mail_stops, mailing, posting
from tests.bookkeeping import Books
from tests.rowcol.test_demo import free_port
from tests.runway.mails.mail_server import MailServer, part
from tests.sweeping import sweep

pytestmark = pytest.mark.django_db
HOURS = timedelta(hours=1)


@pytest.fixture
def waiting(office: Books, ada: User, mail_server: MailServer) -> SentDigest:
    """Ada's letter, written and not sent."""
    now = clock.now()
    mailing.draw_up(office.business, mailing.week_of(office.business, now), now)
    return SentDigest.objects.get()


def tried(row: SentDigest, at: datetime) -> tuple[str, int, str]:
    """What is known of the letter after a round at this instant."""
    posting.post_waiting(row.business, at)
    row.refresh_from_db()
    return row.state, row.attempts, row.error


def test_a_busy_server_is_asked_again_later_with_the_same_letter(
    waiting: SentDigest, mail_server: MailServer
) -> None:
    now = clock.now()
    mail_server.replies["RCPT"] = "450 try again later"
    assert tried(waiting, now) == (MailState.WAITING, 1, "450 try again later")
    assert tried(waiting, now + timedelta(minutes=4)) == (MailState.WAITING, 1, "450 try again later")
    mail_server.replies.clear()
    assert tried(waiting, now + timedelta(minutes=5)) == (MailState.SENT, 2, "")
    assert [part(one, "text/html").decode() for one in mail_server.letters] == [waiting.html]


@pytest.mark.parametrize("phase", sweep(["MAIL", "RCPT", "DATA", "END"], "RCPT"))
def test_a_server_that_stays_busy_is_asked_five_times_and_then_a_row_says_so(
    waiting: SentDigest, mail_server: MailServer, phase: str
) -> None:
    mail_server.replies[phase] = "451 not now"
    now = clock.now()
    found = [tried(waiting, now + hours * HOURS) for hours in (0, 1, 2, 5, 12, 20, 30)]
    assert [attempts for _, attempts, _ in found] == [1, 2, 3, 4, 5, 5, 5]
    assert found[-1] == (MailState.REFUSED, 5, "451 not now")


@pytest.mark.parametrize("phase", ["RCPT", "END"])
def test_a_letter_that_is_refused_for_good_is_not_tried_again(
    waiting: SentDigest, mail_server: MailServer, phase: str
) -> None:
    mail_server.replies[phase] = "550 no such person"
    assert tried(waiting, clock.now()) == (MailState.REFUSED, 1, "550 no such person")
    mail_server.replies.clear()
    tried(waiting, clock.now() + 8 * HOURS)
    assert len(mail_server.delivered) == (1 if phase == "END" else 0)


def test_a_connection_that_breaks_after_the_letter_is_no_reason_to_send_it_twice(
    waiting: SentDigest, mail_server: MailServer
) -> None:
    mail_server.hangs_up = True
    assert tried(waiting, clock.now()) == (MailState.UNKNOWN, 1, posting.CUT_OFF)
    mail_server.hangs_up = False
    tried(waiting, clock.now() + 8 * HOURS)
    assert len(mail_server.delivered) == 1


def test_without_a_mail_server_all_wait_and_one_try_is_counted(
    waiting: SentDigest, olive: User, mail_server: MailServer, settings: Settings
) -> None:
    settings.EMAIL_PORT = free_port()
    assert tried(waiting, clock.now()) == (MailState.WAITING, 1, posting.UNREACHABLE)
    settings.EMAIL_PORT = mail_server.port
    assert tried(waiting, clock.now() + HOURS) == (MailState.SENT, 2, "")


def test_a_sender_that_died_leaves_a_row_that_says_so_and_no_second_letter(
    waiting: SentDigest, mail_server: MailServer
) -> None:
    now = clock.now()
    SentDigest.objects.update(state=MailState.SENDING, attempts=1, tried_at=now)
    assert posting.close_lost(now + timedelta(minutes=14)) == 0
    assert posting.close_lost(now + timedelta(minutes=16)) == 1
    assert tried(waiting, now + 8 * HOURS) == (MailState.UNKNOWN, 1, posting.DIED)
    assert mail_server.delivered == []


def test_who_stops_the_mail_while_it_waits_is_not_sent_it(
    waiting: SentDigest, ada: User, mail_server: MailServer
) -> None:
    mail_stops.stop(ada, waiting.business, mail_stops.BY_PAGE)
    state, attempts, why = tried(waiting, clock.now())
    assert (state, attempts) == (MailState.DROPPED, 0)
    assert why.startswith("The recipient stopped it")
    assert mail_server.delivered == []


def test_who_lost_access_while_it_waits_is_not_sent_the_books(
    waiting: SentDigest, ada: User, mail_server: MailServer
) -> None:
    SentDigest.objects.update(state=MailState.WAITING)
    Membership.objects.filter(user=ada).delete()
    assert tried(waiting, clock.now())[0] == MailState.DROPPED
    assert mail_server.delivered == []


def test_a_letter_of_a_week_that_is_over_is_not_sent(waiting: SentDigest, mail_server: MailServer) -> None:
    state, _, why = tried(waiting, clock.now() + timedelta(days=9))
    assert (state, why) == (MailState.DROPPED, "Its week was over before a mail server took it.")
    assert mail_server.delivered == []
