"""Flow: owned. The digest mails of one business as they were sent, and one more for the person who asks for it now."""

from collections.abc import Collection
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from core.access import May
from core.models import Business, User
from runway.models import MailState, SentDigest
from runway.services import posting
from runway.services.as_of import as_of
from runway.services.assumptions import assumptions_of
from runway.services.changes import NotThere
from runway.services.digest_page import AsOf
from runway.services.letter import source_of
from runway.services.mail_readers import reader
from runway.services.mail_stops import comes
from runway.services.mailing import missed, week_of, written
from runway.services.mails_page import MailPage, MailRow, MailsPage
from runway.services.settings import mail_words
from sync.orchestrators.freshness import freshness_of

AT_ONCE = 60
ASKED_AT_MOST, ASKED_WITHIN = 5, timedelta(hours=1)


class TooOften(Exception):
    """This person asked for so many that the next has to wait; the message says how long."""

    def __init__(self, minutes: int) -> None:
        super().__init__(
            f"You asked for {ASKED_AT_MOST} mails within an hour. The next can be sent in {minutes} "
            f"minute{'' if minutes == 1 else 's'}; the digest itself stands on its page."
        )


class MailsService:
    """Shows one person the mails of one business: their own, and everybody's to those who change its settings."""

    def __init__(self, business: Business, user: User, rights: Collection[May]) -> None:
        self.business, self.user, self.of_all = business, user, May.SET in rights

    def page(self, now: datetime) -> MailsPage:
        """The newest mails; a constant number of queries."""
        rows = list(self._rows().defer("html", "text")[: AT_ONCE + 1])
        digest = assumptions_of(self.business).digest
        return MailsPage(
            name=self.business.name,
            slug=self.business.slug,
            as_of=self._as_of(now),
            when=mail_words(digest),
            is_sent=bool(digest and digest.is_sent),
            address=self.user.email,
            comes=comes(self.user, self.business),
            missed=missed(self.business, now),
            of_all=self.of_all,
            rows=tuple(self._row(row) for row in rows[:AT_ONCE]),
            more=len(rows) > AT_ONCE,
        )

    def mail(self, pk: int, now: datetime) -> MailPage:
        """One mail. Raises NotThere, also for one that is not this person's to read."""
        row = self._named(pk)
        return MailPage(self.business.name, self.business.slug, self._as_of(now), self._row(row), row.text)

    def html(self, pk: int) -> str:
        """The HTML of one mail as it was sent. Raises NotThere."""
        return self._named(pk).html

    def send_now(self, now: datetime) -> SentDigest:
        """One more mail to this person, sent while they wait. Raises TooOften.

        It is kept before it is sent; where no mail server takes it, it is tried again as the weekly ones are.
        """
        _insist_on_patience(self.user, now)
        row = self._written(now)
        with transaction.atomic():
            User.objects.select_for_update().get(
                pk=self.user.pk
            )  # two clicks at once are counted after each other
            _insist_on_patience(self.user, now)
            row.save()
        posting.post(row, now)
        row.refresh_from_db()
        return row

    def _written(self, now: datetime) -> SentDigest:
        one = reader(self.business, self.user)
        if one is None:
            raise NotThere
        source, planned = source_of(self.business, now), week_of(self.business, now)
        return written(self.business, source, one, (), planned, now, is_asked=True)

    def _rows(self) -> QuerySet[SentDigest]:
        rows = SentDigest.objects.filter(business=self.business)
        return rows if self.of_all else rows.filter(recipient=self.user.email.lower())

    def _named(self, pk: int) -> SentDigest:
        row = self._rows().filter(pk=pk).first()
        if row is None:
            raise NotThere
        return row

    def _row(self, row: SentDigest) -> MailRow:
        return MailRow(
            id=row.pk,
            at=(row.sent_at or row.drawn_at).astimezone(ZoneInfo(self.business.timezone)),
            recipient=row.recipient,
            role=row.role,
            subject=row.subject,
            what=MailState(row.state).label,
            error=row.error,
            is_sent=row.state == MailState.SENT,
            is_asked=row.is_asked,
        )

    def _as_of(self, now: datetime) -> AsOf:
        known = freshness_of([self.business])[self.business.pk]
        return as_of(known.as_of, now, self.business.timezone, connected=known.connected)


def _insist_on_patience(user: User, now: datetime) -> None:
    recent = SentDigest.objects.filter(
        recipient=user.email.lower(), is_asked=True, drawn_at__gt=now - ASKED_WITHIN
    )
    asked = sorted(recent.values_list("drawn_at", flat=True))
    if len(asked) >= ASKED_AT_MOST:
        left = asked[-ASKED_AT_MOST] + ASKED_WITHIN - now
        raise TooOften(max(int(-(-left.total_seconds() // 60)), 1))
