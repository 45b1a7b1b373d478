"""The weekly digest as it was sent: one row a letter, written before anything leaves."""

from django.db import models
from django.db.models import Q

from core import clock
from core.models import Business, Role
from core.ownership import Ownership


class MailState(models.TextChoices):
    """What became of a letter. It is sent at most once: where nobody knows whether it left, it is not sent again."""

    WAITING = "waiting", "Waiting"
    SENDING = "being sent", "Being sent"
    SENT = "sent", "Sent"
    REFUSED = "not taken", "Not taken by the mail server"
    DROPPED = "not sent", "Not sent"
    UNKNOWN = "unknown", "Unknown whether it arrived"


OPEN = (MailState.WAITING, MailState.SENDING)


class SentDigest(models.Model):
    """One letter to one person. What it says never changes, and once its state is final nothing does (a trigger).

    `week` is the Monday of its week. `is_asked`: the person asked for it, beside the weekly one. `html` and `text` are
    what was delivered, with the line ends of mail. `attempts` counts tries, `tried_at` is the last one's beginning.
    """

    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    recipient = models.EmailField(help_text="In lower case.")
    week = models.DateField()
    role = models.CharField(max_length=20, choices=Role.choices, help_text="Whose edition it is.")
    is_asked = models.BooleanField(default=False)
    subject = models.CharField(max_length=400)
    html = models.TextField()
    text = models.TextField()
    drawn_at = models.DateTimeField(default=clock.now)
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=400, blank=True, help_text="Why it was not sent, or not yet.")

    ownership = Ownership.OWNED

    class Meta:
        ordering = ["-drawn_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["business", "week", "recipient"],
                condition=Q(is_asked=False),
                name="runway_digest_once_a_week",
            ),
            models.CheckConstraint(
                condition=Q(state=MailState.SENT, sent_at__isnull=False)
                | (~Q(state=MailState.SENT) & Q(sent_at=None)),
                name="runway_digest_is_sent_at_an_instant",
            ),
        ]
        indexes = [
            models.Index(fields=["state"], condition=Q(state__in=OPEN), name="runway_digest_open"),
            models.Index(fields=["business", "-drawn_at"], name="runway_digest_by_business"),
        ]

    def __str__(self) -> str:
        return f"digest of {self.business} to {self.recipient}, week of {self.week}"
