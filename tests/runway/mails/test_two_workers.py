"""Workers at the same moment: the database decides who sends, so each letter leaves once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core import clock
from core.models import User
from runway.models import MailState, SentDigest
from runway.services import mailing
from runway.services.mails import MailsService, TooOften
from tests.bookkeeping import Books
from tests.runway.mails.conftest import chosen, this_hour
from tests.runway.mails.mail_server import MailServer
from tests.runway.mails.test_mail_pages import asked

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 3


def test_three_workers_write_and_send_each_letter_once(
    office: Books, olive: User, ada: User, ben: User, mail_server: MailServer
) -> None:
    chosen(office.business, this_hour())
    together = Barrier(WORKERS, timeout=10)

    def work(_: int) -> None:
        try:
            now = clock.now()
            together.wait()
            mailing.mail(office.business, now)
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as all_of_them:
        list(all_of_them.map(work, range(WORKERS)))
    addresses = [f"{name}@acme.example" for name in ("ada", "ben", "olive")]
    assert sorted(to for to, _ in mail_server.delivered) == addresses
    assert list(SentDigest.objects.values_list("state", "attempts")) == [(MailState.SENT, 1)] * 3


def test_clicks_at_once_are_counted_one_after_the_other(
    office: Books, ada: User, mail_server: MailServer
) -> None:
    for minutes in (10, 20, 30, 40):
        asked(office.business, ada, minutes)
    together = Barrier(WORKERS, timeout=10)

    def click(_: int) -> str:
        try:
            together.wait()
            MailsService(office.business, ada, ()).send_now(clock.now())
        except TooOften:
            return "too often"
        finally:
            connection.close()
        return "sent"

    with ThreadPoolExecutor(WORKERS) as all_of_them:
        said = sorted(all_of_them.map(click, range(WORKERS)))
    assert said == ["sent", "too often", "too often"]
    assert len(mail_server.delivered) == 1
