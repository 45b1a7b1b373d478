"""A worker that is killed while it hands a letter over: the letter is not sent twice, and not lost in silence."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from core import clock
from core.models import Business, Role
from runway.models import MailState, SentDigest
from runway.services import mailing, posting
from tests.runway.console.office import hired, opened
from tests.runway.mails.conftest import chosen, mail_server, this_hour
from tests.runway.mails.mail_server import MailServer
from tests.sync.elsewhere import processes

__all__ = ["mail_server"]
pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]
WORK = "from runway.tasks import digest_mails; digest_mails()"
SECONDS = 60


def test_a_killed_worker_leaves_one_letter_and_a_row_that_says_so(
    acme: Business, mail_server: MailServer, settings: Settings
) -> None:
    opened(acme)
    hired(acme, "Ada", Role.ADVISOR)
    chosen(acme, this_hour())
    mail_server.is_silent = True
    place = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(mail_server.port), "EMAIL_USE_TLS": "no"}
    (worker,) = processes(1, "", WORK, **place)
    assert mail_server.arrived.wait(SECONDS)
    worker.kill()
    worker.wait(SECONDS)
    assert SentDigest.objects.get().state == MailState.SENDING
    mail_server.is_silent = False
    now = clock.now()
    mailing.mail(acme, now)
    posting.close_lost(now + timedelta(minutes=16))
    mailing.mail(acme, now + timedelta(minutes=17))
    assert len(mail_server.delivered) == 1
    kept = SentDigest.objects.get()
    assert (kept.state, kept.attempts, kept.error) == (MailState.UNKNOWN, 1, posting.DIED)


def test_workers_in_processes_of_their_own_send_each_letter_once(
    acme: Business, mail_server: MailServer, settings: Settings
) -> None:
    opened(acme)
    for name in ("Ada", "Ben", "Cora"):
        hired(acme, name, Role.CONTROLLER)
    chosen(acme, this_hour())
    place = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(mail_server.port), "EMAIL_USE_TLS": "no"}
    ring_past_the_lock = (
        "from core.models import Business; from runway.services import mailing; from core import clock\n"
        "mailing.mail(Business.objects.get(slug='acme'), clock.now())"
    )
    for worker in processes(3, "", ring_past_the_lock, **place):
        assert worker.wait(SECONDS) == 0
    assert sorted(to for to, _ in mail_server.delivered) == [
        f"{name}@acme.example" for name in ("ada", "ben", "cora")
    ]
