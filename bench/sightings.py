"""When rows came into the mirrors, seen from outside: a trigger in the bench's database writes down every one.

The instant is that of the write inside its transaction, some milliseconds of the machine's before it is visible.
A change that was overtaken, by a deletion too, is seen with what overtook it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg

from bench.town import Settler, Town
from core.mirror import mirror_named, mirrors

SET_UP = """
CREATE TABLE bench_sighting (
  mirror text, business_id bigint, qbo_id text, qbo_updated_at timestamptz, gone bool, at timestamptz);
CREATE FUNCTION bench_sighting() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO bench_sighting VALUES (
    TG_TABLE_NAME, NEW.business_id, NEW.qbo_id, NEW.qbo_updated_at, NEW.deleted_at IS NOT NULL, clock_timestamp());
  RETURN NEW;
END $$;
"""
WATCH = """
CREATE TRIGGER bench_sighting AFTER INSERT OR UPDATE ON "%s" FOR EACH ROW EXECUTE FUNCTION bench_sighting();
"""
FIRST_SEEN = """
SELECT min(at) FROM bench_sighting
WHERE mirror = %s AND business_id = %s AND qbo_id = %s AND (gone OR NOT %s)
  AND qbo_updated_at >= date_trunc('second', %s)
"""


@dataclass(frozen=True)
class Change:
    """One change as the sandbox told of it."""

    realm: str
    entity: str
    id: str
    operation: str
    at: str

    @property
    def instant(self) -> datetime:
        return datetime.fromisoformat(self.at)


def watch(place: Town) -> None:
    """From now on every row is written down."""
    with psycopg.connect(place.env["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(SET_UP)
        for model in mirrors():
            connection.execute(WATCH % model._meta.db_table)  # type: ignore[arg-type]
        connection.execute("CREATE INDEX ON bench_sighting (business_id, qbo_id)")


def delays(place: Town, settlers: Sequence[Settler], changes: Sequence[Change]) -> list[float | None]:
    """Seconds on the town's clock from each change to the mirror; None for one that is not there. Ask at one pace."""
    business = {one.realm: one.pk for one in settlers}
    found: list[float | None] = []
    with psycopg.connect(place.env["DATABASE_URL"], autocommit=True) as connection:
        for change in changes:
            model = mirror_named(change.entity)
            assert model is not None, change.entity
            asked = (model._meta.db_table, business[change.realm], change.id, change.operation == "delete")
            seen = connection.execute(FIRST_SEEN, (*asked, change.instant)).fetchone()
            at = seen and seen[0]
            found.append(None if at is None else place.at(at.timestamp()) - change.instant.timestamp())
    return found
