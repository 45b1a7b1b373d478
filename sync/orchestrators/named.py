"""Flow: mirrored. Objects that someone named, read again and merged as QBO has them now."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from django.db import transaction
from django.db.models import QuerySet

from core.mirror import Mirror, mirror_named
from core.models import Business
from sync import census, entities, quarantine, runs
from sync.decode import decode
from sync.envelope import open_read
from sync.errors import NotFound
from sync.intake import Intake
from sync.models import RunKind, SyncIssue, SyncRun
from sync.smart_sync import SmartSyncService

Wanted = Mapping[type[Mirror], Collection[str]]
WITHOUT_ID = "#"


def read_named(business: Business, wanted: Wanted, *, people: bool = False) -> SyncRun:
    """Merge these objects by entity and QBO id, in one run, which is returned; rows that QBO lost are buried.

    It ends `partial`, and names them, where neither QBO nor the mirror knows some. `people` says that a person waits.
    Raises `SyncError` after the run has been closed; what was merged before that stays.
    """
    with runs.attempt(business, RunKind.NAMED) as run:
        gate = SmartSyncService(business, run=run, people=people)
        read_all(Intake(business, run, entities.states(business)), gate, wanted)
    return run


def read_all(intake: Intake, gate: SmartSyncService, wanted: Wanted) -> None:
    """The same on behalf of a run of the caller's."""
    try:
        for model, qbo_ids in sorted(wanted.items(), key=lambda each: each[0].qbo.name):
            _read(intake, gate, model, sorted(set(qbo_ids)))
    finally:
        intake.take_stock()


def became(run: SyncRun, entity: str) -> str:
    """What a run made of an entity's objects: "read 2: 1 updated, 1 unchanged"; a deletion is not read, but known."""
    counts = dict(run.tallies.get(entity, {}))
    read = counts.pop("read", 0)
    told = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    return f"read {read}: {told or 'nothing changed'}"


def retry(business: Business, issue_ids: Collection[int]) -> SyncRun | None:
    """Read again what these issues are about, as far as they are open and say which object; None if none does."""
    waiting = SyncIssue.objects.filter(business=business, pk__in=issue_ids, resolved_at=None)
    wanted: dict[type[Mirror], list[str]] = defaultdict(list)
    for entity, qbo_id in without_nameless(waiting).values_list("entity", "qbo_id"):
        model = mirror_named(entity)
        if model is not None:
            wanted[model].append(qbo_id)
    return read_named(business, wanted) if wanted else None


def without_nameless(issues: QuerySet[SyncIssue]) -> QuerySet[SyncIssue]:
    """Those that show the id of an object; the others are named after their bytes and cannot be asked for."""
    return issues.exclude(qbo_id="").exclude(qbo_id__startswith=WITHOUT_ID)


def _read(intake: Intake, gate: SmartSyncService, model: type[Mirror], qbo_ids: Sequence[str]) -> None:
    intake.uncounted.add(model)  # an issue may be released though no row changes
    missing = _one_by_one if model.qbo.key != ("Id",) else _together
    unknown = list(missing(intake, gate, model, qbo_ids))
    if unknown:
        runs.regret(intake.run, f"QuickBooks has no {model.qbo.name} {', '.join(unknown)}, nor had RowCol.")


def _together(
    intake: Intake, gate: SmartSyncService, model: type[Mirror], qbo_ids: Sequence[str]
) -> Iterator[str]:
    """Ask for many at once by their ids; gives those that nobody knows."""
    for first in range(0, len(qbo_ids), census.AT_ONCE):
        some = qbo_ids[first : first + census.AT_ONCE]
        ours = model.objects.filter(business=intake.business, qbo_id__in=some)
        known = set(ours.values_list("qbo_id", flat=True))
        living = census.living(intake.business, model, some)
        found = census.ask_by_id(intake, gate, model, some, living)
        absent = set(some) - found.rows.keys() - {odd.qbo_id for odd in found.odd}
        quarantined = _forget(intake, model, absent)
        yield from sorted(absent - known - quarantined)


def _one_by_one(
    intake: Intake, gate: SmartSyncService, model: type[Mirror], qbo_ids: Sequence[str]
) -> Iterator[str]:
    """Ask for what has no `Id` by the parts of its key; such objects are never deleted."""
    for qbo_id in qbo_ids:
        try:
            if len(qbo_id.split(":")) != len(model.qbo.key):
                raise NotFound(qbo_id)
            page = open_read(gate.read(model.qbo.name, qbo_id), model)
        except NotFound:
            yield qbo_id
            continue
        with transaction.atomic():
            intake.add(model, decode(model, page.objects, page.at), page.at)


def _forget(intake: Intake, model: type[Mirror], gone: Collection[str]) -> set[str]:
    """Release issues about objects that QBO no longer has; the ids that had one."""
    had = SyncIssue.objects.filter(business=intake.business, entity=model.qbo.name, qbo_id__in=gone)
    quarantine.release(intake.business, model.qbo.name, gone)
    return set(had.values_list("qbo_id", flat=True))
