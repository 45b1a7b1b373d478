"""Objects that could not be mirrored, kept with everything needed to try again."""

from typing import Any

from django.db import models
from django.db.models import Count, F, Func, Max, Min, Value, Window
from django.db.models.functions import DenseRank, RowNumber

from core import clock
from core.models import Business
from core.ownership import Ownership

# What a reason quotes is this object's; without it, reasons are the same where the cause is.
CAUSE = Func(
    F("reason"),
    Value(r"""'[^']*'|"[^"]*\""""),
    Value("…"),
    Value("g"),
    function="regexp_replace",
    output_field=models.TextField(),
)


class SyncIssue(models.Model):
    """One QBO object in quarantine. The payload is bytes, since jsonb refuses what some of them hold."""

    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    entity = models.CharField(max_length=40)
    qbo_id = models.CharField(max_length=200, blank=True)
    reason = models.TextField()
    payload = models.BinaryField()
    first_seen_at = models.DateTimeField(default=clock.now)
    last_seen_at = models.DateTimeField(default=clock.now)
    times_seen = models.PositiveIntegerField(default=1)
    resolved_at = models.DateTimeField(null=True, blank=True)

    ownership = Ownership.OPERATIONAL

    class Meta:
        ordering = ["-last_seen_at"]
        constraints = [
            models.UniqueConstraint(fields=["business", "entity", "qbo_id"], name="sync_issue_once"),
        ]

    def __str__(self) -> str:
        return f"{self.entity} {self.qbo_id or '(no id)'}: {self.reason}"


class CauseManager(models.Manager["Cause"]):
    """Of the open issues the last seen of each entity and cause, with what is to be said of all of them."""

    def get_queryset(self) -> models.QuerySet["Cause"]:
        same: Any = {"partition_by": [F("entity"), CAUSE]}
        by_business = F("business_id")
        return (
            super()
            .get_queryset()
            .filter(resolved_at=None)
            .defer("payload")
            .annotate(
                cause=CAUSE,
                issues=Window(Count("pk"), **same),
                first_at=Window(Min("first_seen_at"), **same),
                last_at=Window(Max("last_seen_at"), **same),
                # Databases do not count distinct values over a window; ranks from both ends give the same.
                businesses=Window(DenseRank(), order_by=by_business.asc(), **same)
                + Window(DenseRank(), order_by=by_business.desc(), **same)
                - 1,
                place=Window(RowNumber(), order_by=[F("last_seen_at").desc(), F("pk")], **same),
            )
            .filter(place=1)
        )


class Cause(SyncIssue):
    """Open issues of one entity that have the same reason, apart from the values that it quotes."""

    objects = CauseManager()  # type: ignore[misc]

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = "cause of issues"
        verbose_name_plural = "causes of issues"
