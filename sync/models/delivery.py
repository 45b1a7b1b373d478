"""What QuickBooks announced by webhook: deliveries as they came, the events in them, and a count of forgeries."""

from django.db import models
from django.db.models import Q

from core import clock
from core.models import Business
from core.ownership import Ownership


class Operation(models.TextChoices):
    """What happened to an object (API_FACTS 7.5); whatever is not among these is read again, as an update is."""

    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    VOIDED = "voided"
    MERGED = "merged"
    EMAILED = "emailed"


class WebhookDelivery(models.Model):
    """One signed request, byte for byte, written down before it is understood; then what was found in it."""

    received_at = models.DateTimeField(default=clock.now, db_index=True)
    body = models.BinaryField()
    read_at = models.DateTimeField(null=True, help_text="When it was taken apart; null while it waits.")
    format = models.CharField(max_length=20, blank=True, help_text="cloudevents, legacy, or unreadable")
    named = models.PositiveIntegerField(
        default=0, help_text="Events in it, the ignored and repeated among them."
    )
    ignored = models.JSONField(
        default=dict, help_text="Events that are of no concern here, counted by company or entity."
    )
    trouble = models.TextField(blank=True, help_text="Why it could not be read.")

    ownership = Ownership.OPERATIONAL

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name_plural = "webhook deliveries"
        indexes = [models.Index(fields=["id"], condition=Q(read_at=None), name="sync_delivery_waiting")]

    def __str__(self) -> str:
        return f"delivery {self.pk}"


class WebhookEvent(models.Model):
    """One thing that happened to one mirrored object, as the first delivery told it."""

    event_id = models.CharField(max_length=200, unique=True)
    delivery = models.ForeignKey(WebhookDelivery, models.CASCADE, related_name="events")
    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    entity = models.CharField(max_length=40)
    qbo_id = models.CharField(max_length=200)
    operation = models.CharField(max_length=20, choices=Operation.choices)
    happened_at = models.DateTimeField(help_text="On QBO's clock.")
    lost_id = models.CharField(max_length=200, blank=True, help_text="Of a merge: the id that is no more.")
    handled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True)

    ownership = Ownership.OPERATIONAL

    class Meta:
        ordering = ["-happened_at", "-pk"]
        indexes = [
            models.Index(fields=["business"], condition=Q(handled_at=None), name="sync_event_waiting"),
            models.Index(fields=["business", "entity", "qbo_id"], name="sync_event_of_object"),
        ]

    def __str__(self) -> str:
        return f"{self.entity} {self.qbo_id} {self.operation}"


class WebhookRefusal(models.Model):
    """How many requests of a day carried no right signature. Nothing else of them is kept."""

    day = models.DateField(unique=True)
    times = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    ownership = Ownership.OPERATIONAL

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.times} refused on {self.day}"
