"""What keeps a mirror filled: a feed per kind of pull, and what is known of each entity."""

from django.db import models

from core.models import Business
from core.ownership import Ownership


class FeedKind(models.TextChoices):
    """The kinds of pull that come round by themselves."""

    BACKFILL = "backfill"
    CHANGES = "changes"
    EVENTS = "events"
    RECONCILE = "reconcile"


class Feed(models.Model):
    """One kind of pull of one business: facts only, its health is computed from them.

    The feed of changes also holds what its rhythm follows from: who looks, what moves, what webhooks told.
    """

    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=FeedKind.choices)
    cursor = models.DateTimeField(null=True, help_text="On QBO's clock: everything up to here has been seen.")
    next_at = models.DateTimeField(null=True, db_index=True)
    rung_at = models.DateTimeField(
        null=True, help_text="When a worker was last rung for; empty once one has begun."
    )
    last_ok_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    pulls_since_balances = models.PositiveSmallIntegerField(
        default=0, help_text="Pulls of changes since account balances were last read."
    )
    readings_on = models.DateField(null=True, help_text="The local day whose balances were last kept.")
    looked_at = models.DateTimeField(
        null=True, help_text="When somebody last looked at the business's pages."
    )
    changed_at = models.DateTimeField(null=True, help_text="When its rows were last seen to change.")
    heard_at = models.DateTimeField(null=True, help_text="When a webhook last told of this company.")
    missed_at = models.DateTimeField(
        null=True, help_text="When a pull last found a document that no webhook had told of in time."
    )

    ownership = Ownership.OPERATIONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "kind"], name="sync_feed_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.business}"


class EntityState(models.Model):
    """What is known of one entity of one business: how far its backfill came, how many rows, what was odd."""

    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    entity = models.CharField(max_length=40)
    rows = models.PositiveIntegerField(default=0)
    page_from = models.DateTimeField(
        null=True, help_text="Last MetaData.LastUpdatedTime that a merged page reached."
    )
    page_position = models.PositiveIntegerField(default=1, help_text="STARTPOSITION of the next page.")
    began_at = models.DateTimeField(
        null=True,
        help_text="First answer of a reading of the whole entity whose census is not done yet.",
    )
    backfilled_at = models.DateTimeField(null=True, help_text="When the whole entity was last read.")
    again_since = models.DateTimeField(
        null=True,
        help_text="Since when it is to be read afresh; until that is done, what was read before stands.",
    )
    last_change_at = models.DateTimeField(null=True)
    compared_at = models.DateTimeField(
        null=True, help_text="When all of it was last held against QuickBooks, row by row."
    )
    unavailable = models.TextField(
        blank=True, help_text="QBO's words where it does not give this company the entity."
    )
    quarantined = models.PositiveIntegerField(default=0)
    keys = models.JSONField(default=list, help_text="Top-level JSON keys seen so far.")
    drift = models.JSONField(default=list, help_text="Keys that appeared after the backfill.")

    ownership = Ownership.OPERATIONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "entity"], name="sync_entitystate_once")]

    def __str__(self) -> str:
        return f"{self.entity} of {self.business}"

    def is_to_be_read(self) -> bool:
        """Whether a backfill has something to read here: for the first time, or afresh."""
        return self.backfilled_at is None or self.again_since is not None
