"""Objects that cannot be read, and keys that QuickBooks did not use to send."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from core.mirror import mirror_named
from sync.alerts.cause import AlertCause
from sync.models import AlertKind, EntityState
from sync.orchestrators.freshness import Facts

KEYS_NAMED = 10


def quarantine(business_id: int, facts: Facts) -> Iterator[AlertCause]:
    """Objects in quarantine, by entity: until they are merged, or dismissed by a person."""
    for entity, count in sorted(facts.quarantined.items()):
        said = "1 object" if count == 1 else f"{count:,} objects"
        words = f"{said} of {entity} could not be read and {'is' if count == 1 else 'are'} in no number."
        yield AlertCause(AlertKind.QUARANTINE, words, business_id, entity)


def drift() -> Iterator[AlertCause]:
    """Until an operator acknowledges it, by which the keys count as known. One alert an entity, whoever's books.

    What is mapped, or was in anybody's books from the start, is only rare. Two queries, one where there is no drift.
    """
    found = EntityState.objects.exclude(drift=[]).values_list("entity", "drift")
    fresh = _by_entity((entity, set(keys)) for entity, keys in found)
    known = _known(fresh) if fresh else {}
    for entity, keys in sorted(fresh.items()):
        if news := sorted(keys - known[entity]):
            shown = ", ".join(news[:KEYS_NAMED])
            more = f" and {len(news) - KEYS_NAMED} more" if len(news) > KEYS_NAMED else ""
            words = f"QuickBooks now sends {shown}{more} with {entity}; kept, and in no column."
            yield AlertCause(AlertKind.DRIFT, words, subject=entity)


def _known(entities: Collection[str]) -> Mapping[str, set[str]]:
    """Keys that are mapped, or that some business's books had before."""
    states = EntityState.objects.filter(entity__in=entities).values_list("entity", "keys", "drift")
    seen = _by_entity((entity, set(keys) - set(drift)) for entity, keys, drift in states)
    for entity in entities:
        model = mirror_named(entity)
        seen[entity] |= {path.split(".")[0] for path in model.qbo.columns.values()} if model else set()
    return seen


def _by_entity(rows: Iterable[tuple[str, set[str]]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for entity, keys in rows:
        found[entity] |= keys
    return found
