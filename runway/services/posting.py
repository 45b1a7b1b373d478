"""Flow: owned. Sending digest mails: each at most once, tried again only where the mail server surely has not taken it.

At most once, on purpose: the numbers stand on the page anyway, while a second mail of other numbers would be asked
about. A letter is claimed before it is sent; a process that dies between leaves one that nobody knows the end of:
it is closed as unknown, shown, and never sent again by itself.
"""

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.message import utf8_charset_qp

from core import clock
from core.clock import local_date
from core.mail import is_final, said
from core.models import Business, User
from core.telling import facts
from runway.models import MailState, SentDigest
from runway.services.mail_readers import has_access, is_wanted
from runway.services.mail_stops import stop_address

log = logging.getLogger(__name__)
AGAIN_AFTER = tuple(timedelta(minutes=minutes) for minutes in (5, 30, 120, 360))
LOST_AFTER_SECONDS = 900.0
PATIENCE_SECONDS = 120.0
WEEK = timedelta(days=7)
UNREACHABLE = "The mail server did not answer at all or refused us before the letter was handed over."
CUT_OFF = "The connection to the mail server broke while the letter was handed over."
UNWANTED = "The recipient stopped it, or has no access any more."
OVER = "Its week was over before a mail server took it."
DIED = "Whoever sent it did not come to an end."


def to_be_tried(now: datetime) -> list[SentDigest]:
    """Letters that wait and whose time to be tried has come, without their text."""
    rows = SentDigest.objects.filter(state=MailState.WAITING).defer("html", "text")
    rows = rows.select_related("business").order_by("drawn_at", "pk")
    return [row for row in rows if _is_time(row, now)]


def post_waiting(business: Business, now: datetime) -> None:
    """Send what waits of one business; where no mail server answers, the rest waits too."""
    for row in to_be_tried(now):
        if row.business_id == business.pk and not post(row, now):
            return


def post(row: SentDigest, now: datetime) -> bool:
    """Send one letter, if nobody else does; False where there was no mail server to give it to."""
    if why := _unwanted(row, now):
        _close(row, MailState.WAITING, state=MailState.DROPPED, error=why)
        return True
    if not _claim(row, now):
        return True
    return _hand_over(row, now)


def close_lost(now: datetime) -> int:
    """Close letters whose sender died on the way: unknown whether they arrived. How many."""
    before = now - clock.at_least(LOST_AFTER_SECONDS, real=PATIENCE_SECONDS)
    lost = SentDigest.objects.filter(state=MailState.SENDING, tried_at__lt=before)
    count = lost.update(state=MailState.UNKNOWN, error=DIED)
    if count:
        log.error("digest mails were cut off: nobody knows whether they arrived", extra=facts(mails=count))
    return count


def message_of(row: SentDigest, connection: object = None) -> EmailMultiAlternatives:
    """The mail itself, as every try sends it: of one identity, so that mailboxes know it again."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    own = {"Message-ID": f"<digest-{row.pk}@{host}>", "Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(
        row.subject, row.text, to=[row.recipient], headers=own | _stop_headers(row), connection=connection
    )
    message.encoding = utf8_charset_qp
    message.attach_alternative(row.html, "text/html")
    return message


def _is_time(row: SentDigest, now: datetime) -> bool:
    if row.tried_at is None or not row.attempts:
        return True
    return row.tried_at + AGAIN_AFTER[min(row.attempts, len(AGAIN_AFTER)) - 1] <= now


def _unwanted(row: SentDigest, now: datetime) -> str:
    """Why a letter that waits is not sent any more; who asked for one gets it in spite of a stop."""
    if local_date(now, row.business.timezone) > row.week + WEEK:
        return OVER
    wants = has_access if row.is_asked else is_wanted
    return "" if wants(row.business, row.recipient) else UNWANTED


def _claim(row: SentDigest, now: datetime) -> bool:
    """Whether this process is the one that sends it now."""
    mine = SentDigest.objects.filter(pk=row.pk, state=MailState.WAITING, attempts=row.attempts)
    row.attempts += 1
    return mine.update(state=MailState.SENDING, attempts=row.attempts, tried_at=now, error="") == 1


def _hand_over(row: SentDigest, now: datetime) -> bool:
    connection = get_connection()
    message = message_of(row, connection)
    try:
        connection.open()
    except OSError as why:
        _not_taken(row, why, UNREACHABLE)
        return False
    try:
        connection.send_messages([message])
    except (SMTPResponseException, SMTPRecipientsRefused, SMTPNotSupportedError) as why:
        _not_taken(row, why, said(why))
    except OSError as why:
        log.error("a digest mail was cut off: %s", type(why).__name__, extra=_facts(row))
        _close(row, MailState.SENDING, state=MailState.UNKNOWN, error=CUT_OFF)
    else:
        _close(row, MailState.SENDING, state=MailState.SENT, sent_at=now)
    finally:
        with suppress(OSError):
            connection.close()
    return True


def _not_taken(row: SentDigest, why: Exception, words: str) -> None:
    """The server surely has not got it: it waits for another try, as long as there is one."""
    is_over = is_final(why) or row.attempts > len(AGAIN_AFTER)
    level = logging.ERROR if is_over else logging.WARNING
    log.log(level, "the mail server did not take a digest: %s", type(why).__name__, extra=_facts(row))
    state = MailState.REFUSED if is_over else MailState.WAITING
    _close(row, MailState.SENDING, state=state, error=words)


def _close(row: SentDigest, was: MailState, **fields: object) -> None:
    SentDigest.objects.filter(pk=row.pk, state=was, attempts=row.attempts).update(**fields)


def _stop_headers(row: SentDigest) -> dict[str, str]:
    """One click stops it, also by a mail program for its reader (RFC 8058)."""
    person = User.objects.filter(email__iexact=row.recipient).first()
    if person is None:
        return {}
    address = stop_address(person.pk, row.business)
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _facts(row: SentDigest) -> dict[str, Any]:
    return facts(business=row.business.slug, mail=row.pk)
