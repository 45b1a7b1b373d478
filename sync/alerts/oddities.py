"""Objects that cannot be read, and keys that QuickBooks did not use to send."""

from collections.abc import Iterable, Iterator, Sequence

from sync.alerts.cause import AlertCause
from sync.models import AlertKind, EntityState
from sync.orchestrators.freshness import Facts

KEYS_NAMED = 10
Drift = tuple[int, str, Sequence[str]]


def quarantine(business_id: int, facts: Facts) -> Iterator[AlertCause]:
    """Objects in quarantine, by entity: until they are merged, or dismissed by a person."""
    for entity, count in sorted(facts.quarantined.items()):
        said = "1 object" if count == 1 else f"{count:,} objects"
        words = f"{said} of {entity} could not be read and {'is' if count == 1 else 'are'} in no number."
        yield AlertCause(AlertKind.QUARANTINE, words, business_id, entity)


def drifted() -> Iterable[Drift]:
    """Business, entity and the keys that appeared after its backfill. One query."""
    changed = EntityState.objects.exclude(drift=[])
    return changed.values_list("business_id", "entity", "drift")


def drift(found: Iterable[Drift]) -> Iterator[AlertCause]:
    """Until an operator acknowledges it, by which the keys count as known."""
    for business_id, entity, keys in found:
        shown = ", ".join(sorted(keys)[:KEYS_NAMED])
        more = f" and {len(keys) - KEYS_NAMED} more" if len(keys) > KEYS_NAMED else ""
        words = f"QuickBooks now sends {shown}{more} with {entity}; kept, and in no column."
        yield AlertCause(AlertKind.DRIFT, words, business_id, entity)
