"""When a week's digest is to be sent: the chosen weekday and hour where the business's people look at the clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from runway.calculators.owned import DigestMail

LATE_AFTER = timedelta(hours=1)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class MailWeek:
    """One week's digest: the week by its Monday, and the instant of sending, in the zone that was chosen."""

    week: date
    due_at: datetime

    def is_late(self, now: datetime) -> bool:
        """Whether so much has passed that the mail says it."""
        return now - self.due_at.astimezone(UTC) >= LATE_AFTER


def mail_week(mail: DigestMail, now: datetime) -> MailWeek:
    """The digest of the week that `now` lies in, due or not: a week that has passed is never asked for again.

    An hour that a clock change leaves out is the one after it; one that comes twice is the first.
    """
    zone = ZoneInfo(mail.timezone)
    today = now.astimezone(zone).date()
    week = today - timedelta(days=today.weekday())
    local = datetime.combine(week + timedelta(days=mail.weekday), time(mail.hour), zone)
    return MailWeek(week, local.astimezone(UTC).astimezone(zone))


def is_due(mail: DigestMail, now: datetime, chosen_at: datetime | None = None) -> bool:
    """Whether this week's instant has come: after the mail was chosen, so that nobody is sent what was over by then."""
    due_at = mail_week(mail, now).due_at.astimezone(UTC)
    return mail.is_sent and due_at <= now and (chosen_at is None or chosen_at <= due_at)
