"""What is known of each mirrored entity of a business, and the names that people give entities."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from core import clock
from core.mirror import Mirror, mirror_named, mirrors
from core.models import Business
from sync.errors import SyncError
from sync.merge import Tally
from sync.models import EntityState, SyncIssue
from sync.paging import Place

WHOLE_AGAIN = timedelta(days=7)


class UnknownEntity(SyncError):
    """RowCol mirrors no such entity."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.what_next = "It mirrors " + ", ".join(sorted(model.qbo.name for model in mirrors())) + "."


def named(names: Iterable[str]) -> list[type[Mirror]]:
    """The mirrors that people named, in any case; all of them where none is named. Raises `UnknownEntity`."""
    chosen = []
    for name in names:
        model = mirror_named(name)
        if model is None:
            raise UnknownEntity(name)
        chosen.append(model)
    return chosen or mirrors()


def states(business: Business) -> dict[str, EntityState]:
    """The state row of every mirrored entity, made where there is none."""
    found = _known_states(business)
    missing = {model.qbo.name for model in mirrors()} - found.keys()
    if not missing:
        return found
    fresh = [EntityState(business=business, entity=name) for name in sorted(missing)]
    EntityState.objects.bulk_create(fresh, ignore_conflicts=True)
    return _known_states(business)


def _known_states(business: Business) -> dict[str, EntityState]:
    return {state.entity: state for state in EntityState.objects.filter(business=business)}


def all_read(business: Business) -> bool:
    """Whether nothing is left for a backfill: every entity has been read to its end, or is not given."""
    read = EntityState.objects.filter(business=business, backfilled_at__isnull=False, again_since=None)
    return {model.qbo.name for model in mirrors()} <= set(read.values_list("entity", flat=True))


def start_over(business: Business, models: Iterable[type[Mirror]]) -> None:
    """Have the next backfill read all of these entities afresh; until it has, what was read before stands."""
    EntityState.objects.filter(business=business, entity__in=[model.qbo.name for model in models]).update(
        page_from=None, page_position=1, began_at=None, again_since=clock.now(), unavailable=""
    )


def carried(states: Mapping[str, EntityState]) -> list[type[Mirror]]:
    """The mirrors that change data capture keeps fresh: those it carries and QBO gives, by name."""
    known = [model for model in mirrors() if model.qbo.in_cdc and not states[model.qbo.name].unavailable]
    return sorted(known, key=lambda model: model.qbo.name)


def due_whole(states: Mapping[str, EntityState], now: datetime) -> list[type[Mirror]]:
    """The other mirrors that were last read, or last refused, more than a week ago."""
    rest = set(mirrors()) - set(carried(states))
    last_read = {model: states[model.qbo.name].backfilled_at for model in rest}
    return [model for model, at in last_read.items() if at is not None and at < now - WHOLE_AGAIN]


def begin(state: EntityState, at: datetime) -> None:
    """A reading of the whole entity has had its first answer; nothing happens further on in it, or after it."""
    if state.is_to_be_read() and state.began_at is None:
        at_its_start = EntityState.objects.filter(pk=state.pk, began_at=None, page_from=None, page_position=1)
        at_its_start.update(began_at=at)
        state.began_at = at


def keep_place(state: EntityState, place: Place) -> None:
    """Remember where the next page starts; call it in the transaction of the page before."""
    state.page_from, state.page_position = place.since, place.position
    state.save(update_fields=["page_from", "page_position"])


def finish(state: EntityState, model: type[Mirror], at: datetime) -> None:
    """The whole entity has been read."""
    state.backfilled_at, state.again_since, state.unavailable = at, None, ""
    state.save(update_fields=["backfilled_at", "again_since", "unavailable"])
    take_stock(state, model)


def compared(state: EntityState, at: datetime) -> None:
    """All of it was held against QBO."""
    state.compared_at = at
    state.save(update_fields=["compared_at"])


def set_aside(state: EntityState, why: str, at: datetime) -> None:
    """QBO does not give this company the entity: there is nothing to read, and its words are kept."""
    state.began_at, state.again_since, state.backfilled_at, state.unavailable = None, None, at, why
    state.save(update_fields=["began_at", "again_since", "backfilled_at", "unavailable"])


def take_stock(state: EntityState, model: type[Mirror]) -> None:
    """Count afresh what the mirror holds and what waits in quarantine."""
    waiting = SyncIssue.objects.filter(business_id=state.business_id, entity=state.entity, resolved_at=None)
    state.rows, state.quarantined = model.objects.of(state.business_id).count(), waiting.count()
    state.save(update_fields=["rows", "quarantined"])


def note_keys(state: EntityState, tally: Tally) -> None:
    """Keep top-level keys never seen before; after the backfill they are schema drift, but for the first object's."""
    new = sorted(tally.keys - set(state.keys))
    if not new:
        return
    had_objects, state.keys = bool(state.keys), sorted({*state.keys, *new})
    if state.backfilled_at and had_objects:
        state.drift = sorted({*state.drift, *new})
    state.save(update_fields=["keys", "drift"])


def note_change(state: EntityState, at: datetime) -> None:
    """The entity's rows changed in an answer of that instant."""
    state.last_change_at = at
    state.save(update_fields=["last_change_at"])
