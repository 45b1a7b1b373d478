"""One attempt at one piece of sync work."""

from django.db import models
from django.db.models import Q

from core import clock
from core.models import Business
from core.ownership import Ownership


class RunKind(models.TextChoices):
    """Why QBO was called."""

    BACKFILL = "backfill"
    CHANGES = "changes"
    EVENTS = "events"
    RECONCILE = "reconcile"
    NAMED = "named"
    LIVE = "live"
    WRITE = "write"


class RunState(models.TextChoices):
    """Where an attempt stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    PARTIAL = "partial"
    FAILED = "failed"
    LOST = "lost"


OPEN_STATES = (RunState.QUEUED, RunState.RUNNING)
ONE_AT_A_TIME = (RunKind.BACKFILL, RunKind.CHANGES, RunKind.RECONCILE, RunKind.EVENTS)


class SyncRun(models.Model):
    """One attempt, its tallies per entity, what it cost and how it ended."""

    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=RunKind.choices)
    state = models.CharField(max_length=20, choices=RunState.choices, default=RunState.QUEUED)
    queued_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=120, blank=True)
    calls = models.PositiveIntegerField(default=0)
    tallies = models.JSONField(
        default=dict, help_text="Per entity: rows read, inserted, updated, deleted, older ..."
    )
    error = models.TextField(blank=True, help_text="What people are told.")
    stumble = models.TextField(blank=True, help_text="What broke in RowCol itself; nobody else's words.")
    request_id = models.CharField(
        max_length=50, blank=True, help_text="Of a write, kept before the first try."
    )

    ownership = Ownership.OPERATIONAL

    class Meta:
        ordering = ["-queued_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["business", "kind"],
                condition=Q(state__in=OPEN_STATES, kind__in=ONE_AT_A_TIME),
                name="sync_run_one_open",
            )
        ]
        indexes = [
            models.Index(fields=["state", "heartbeat_at"], name="sync_run_by_heartbeat"),
            models.Index(fields=["business", "finished_at"], name="sync_run_by_business"),
            models.Index(fields=["finished_at", "state"], name="sync_run_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} of {self.business}, {self.state}"
