"""Every metric of RowCol, one function each or one for those that share a query; docs/operations.md names them all.

No label names a business: what is wrong with which client, alerts and pages say.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet, Sum

from core.models import Business
from sync import deliveries, feeds, pulses
from sync.alerts import book
from sync.budget import Budget, budget
from sync.lags import COLUMNS
from sync.metrics.exposition import Gauge, single
from sync.models import (
    AlertKind,
    ApiUsage,
    ChangeLag,
    PulseName,
    SyncIssue,
    SyncRun,
    WebhookDelivery,
    WebhookEvent,
    WebhookRefusal,
)
from sync.orchestrators.freshness import facts_of
from sync.orchestrators.health import Health, health_of


def metrics(now: datetime) -> Iterator[Gauge]:
    """All of them as they stand. The number of queries is the same for any number of businesses."""
    month = budget(now)
    yield from _mirrors(now, month)
    yield _due(now)
    yield _runs(now)
    yield from _calls(now)
    yield from _budget(month)
    yield from _webhooks(now)
    yield _unread(now)
    yield _lags(now)
    yield _issues()
    yield _alerts()
    yield _pulses(now)


def _mirrors(now: datetime, month: Budget) -> Iterator[Gauge]:
    facts = list(facts_of(Business.objects.all()).values())
    health = Counter((health_of(each, now, month).value,) for each in facts if each.connection is not None)
    known = [as_of for each in facts if each.is_connected() and (as_of := each.as_of()) is not None]
    yield Gauge(
        "rowcol_businesses",
        "Businesses that were ever connected, by the health of their feeds.",
        ("health",),
        {(each.value,): 0 for each in Health} | health,
    )
    yield single(
        "rowcol_oldest_mirror_age_seconds",
        "Age of the oldest mirror of a connected business.",
        _seconds(now - min(known)) if known else None,
    )


def _due(now: datetime) -> Gauge:
    first = feeds.due(now).values_list("next_at", flat=True).first()
    said = "For how long the first feed has been due; 0 when none is."
    return single("rowcol_oldest_due_feed_seconds", said, _seconds(now - first) if first else 0)


def _runs(now: datetime) -> Gauge:
    rows = SyncRun.objects.filter(queued_at__gte=_midnight(now)).order_by()
    counts = {(kind, state): n for kind, state, n in _counted(rows, "kind", "state")}
    return Gauge("rowcol_runs_today", "Runs begun since midnight UTC.", ("kind", "state"), counts)


def _calls(now: datetime) -> Iterator[Gauge]:
    used = ApiUsage.objects.filter(day=_midnight(now).date()).order_by().values_list("call_class")
    rows = list(used.annotate(Sum("calls"), Sum("errors")))
    made = {(call_class,): calls for call_class, calls, _ in rows}
    failed = {(call_class,): errors for call_class, _, errors in rows}
    yield Gauge("rowcol_qbo_calls_today", "Calls to QuickBooks since midnight UTC.", ("class",), made)
    yield Gauge("rowcol_qbo_call_errors_today", "Those of them that failed.", ("class",), failed)


def _budget(found: Budget) -> Iterator[Gauge]:
    yield single("rowcol_reads_this_month", "Metered reads of QuickBooks since the month began.", found.used)
    yield single("rowcol_reads_forecast", "Those of the whole month, if it goes on so.", found.forecast)
    yield single("rowcol_reads_allowed", "Reads that Intuit allows this month; 0: no limit.", found.limit)


def _webhooks(now: datetime) -> Iterator[Gauge]:
    refused = WebhookRefusal.objects.filter(day=_midnight(now).date()).aggregate(n=Sum("times", default=0))
    told = WebhookDelivery.objects.filter(received_at__gte=_midnight(now)).aggregate(
        received=Count("pk"),
        waiting=Count("pk", filter=Q(read_at=None)),
        unreadable=Count("pk", filter=~Q(trouble="")),
    )
    counts = {(state,): n for state, n in {**told, "refused": refused["n"]}.items()}
    said = (
        "Webhooks since midnight UTC: received, of these waiting or unreadable; refused for their signature."
    )
    yield Gauge("rowcol_deliveries_today", said, ("state",), counts)
    unhandled = WebhookEvent.objects.filter(handled_at=None).count()
    yield single("rowcol_events_unhandled", "Announced changes that are not in the mirror yet.", unhandled)


def _unread(now: datetime) -> Gauge:
    oldest = deliveries.oldest_unread()
    said = "For how long the first webhook has not been taken apart; 0 when none waits."
    return single("rowcol_oldest_unread_delivery_seconds", said, _seconds(now - oldest) if oldest else 0)


def _lags(now: datetime) -> Gauge:
    found = ChangeLag.objects.filter(day=_midnight(now).date())
    summed = found.aggregate(**{f"n_{name}": Sum(name, default=0) for name in COLUMNS})
    counts = {(name.removeprefix("within_"),): summed[f"n_{name}"] for name in COLUMNS}
    said = "Changes merged since midnight UTC, each under the shortest span since QuickBooks knew it."
    return Gauge("rowcol_changes_today", said, ("within",), counts)


def _issues() -> Gauge:
    rows = SyncIssue.objects.filter(resolved_at=None).order_by()
    counts = {(entity,): n for entity, n in _counted(rows, "entity")}
    return Gauge("rowcol_issues_open", "Objects in quarantine.", ("entity",), counts)


def _alerts() -> Gauge:
    counts = {(kind,): n for kind, n in _counted(book.unresolved().order_by(), "kind")}
    zero = {(kind.name.lower(),): 0 for kind in AlertKind}
    named = {(AlertKind(kind).name.lower(),): n for (kind,), n in counts.items()}
    return Gauge("rowcol_alerts_open", "Alerts that are not resolved.", ("kind",), zero | named)


def _pulses(now: datetime) -> Gauge:
    known = pulses.pulses()
    ages = {(name.value,): _seconds(now - known[name]) for name in PulseName if name in known}
    return Gauge("rowcol_pulse_age_seconds", "How long ago a process showed life.", ("process",), ages)


def _counted(rows: QuerySet, *by: str) -> QuerySet:
    return rows.values_list(*by).annotate(Count("pk"))


def _midnight(now: datetime) -> datetime:
    return datetime.combine(now.astimezone(UTC).date(), time(), UTC)


def _seconds(span: timedelta) -> float:
    return max(0.0, round(span.total_seconds(), 3))
