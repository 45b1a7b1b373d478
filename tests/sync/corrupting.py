"""Spoiling mirrors behind the merge's back, as a lost message, a bug or a hand in the database would.

Every way of it is one function: it spoils a row that nothing has spoiled yet and tells under which ids that must be
found, or nothing where it does not apply to the entity.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import cycle
from random import Random
from typing import Any

from django.db import connection, models

from core.mirror import LineMirror, Mirror, children_of, mapped_fields, mirrors
from core.models import Business
from tests.sync.likeness import differences, thing_of
from tests.sync.small_company import exact

LIVING, DELETED, VOIDED = "deleted_at IS NULL", "deleted_at IS NOT NULL", "note LIKE 'Voided%%'"
PARTIES = ("customer_id", "vendor_id", "party_id")
BALANCES = ("balance", "home_balance", "unapplied", "remaining")
DATES = ("txn_on", "due_on", "expires_on", "next_on", "as_of_on")
AMOUNTS = ("total", "home_total", "rate", "cash_back")
Found = tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Corruption:
    """What was done to one row, and the ids that must be named: that of its document, and one put in its place."""

    way: str
    entity: str
    ids: tuple[str, ...]


@dataclass
class Vandal:
    """Spoils the mirror of one business, by chance; no row twice."""

    business: Business
    rng: Random
    spoiled: set[tuple[str, str]] = field(default_factory=set)
    ghosts: int = 8_000_000

    def spoil(self, count: int) -> list[Corruption]:
        """So many corruptions, each way and entity in turn as far as they apply; AssertionError for want of rows."""
        pairs = [(way, model) for way in WAYS for model in mirrors()]
        self.rng.shuffle(pairs)
        done: list[Corruption] = []
        fruitless = 0
        for way, model in cycle(pairs):
            if len(done) == count:
                return done
            one = self.do(way, model)
            done += [one] if one else []
            fruitless = 0 if one else fruitless + 1
            assert fruitless < len(pairs), f"only {len(done)} rows could be spoiled"
        return done

    def do(self, way: str, model: type[Mirror]) -> Corruption | None:
        """This way, on a row of this entity; None where it does not apply."""
        ids = WAYS[way](self, model)
        if ids is None:
            return None
        self.spoiled |= {(model.qbo.name, qbo_id) for qbo_id in ids}
        return Corruption(way, model.qbo.name, ids)

    def row(self, model: type[Mirror], condition: str = LIVING) -> str | None:
        """The id of a row that nothing has spoiled yet."""
        sql = f"SELECT qbo_id FROM {table(model)} WHERE business_id = %s AND {condition} ORDER BY qbo_id"
        there = [qbo_id for (qbo_id,) in fetch(sql, self.business.pk)]
        left = [qbo_id for qbo_id in there if (model.qbo.name, qbo_id) not in self.spoiled]
        return self.rng.choice(left) if left else None

    def set(self, model: type[Mirror], assignment: str, condition: str = LIVING) -> Found:
        """Change a row; nothing where there is none for which it is a change."""
        qbo_id = self.row(model, condition)
        if qbo_id is None:
            return None
        sql = f"UPDATE {table(model)} SET {assignment} WHERE business_id = %s AND qbo_id = %s"
        execute(sql, self.business.pk, qbo_id)
        return (qbo_id,)

    def column(self, model: type[Mirror], names: tuple[str, ...]) -> str | None:
        """One of these columns, if the entity has any."""
        has = [each.name for each in mapped_fields(model) if each.name in names]
        return self.rng.choice(has) if has else None

    def line(self, model: type[Mirror], condition: str = "true") -> tuple[type[LineMirror], str, int] | None:
        """A line of a document that nothing has spoiled yet."""
        for child in children_of(model):
            sql = f"SELECT parent_qbo_id, position FROM {table(child)} WHERE business_id = %s AND {condition}"
            there = sorted(fetch(sql, self.business.pk))
            left = [line for line in there if (model.qbo.name, line[0]) not in self.spoiled]
            if left:
                return child, *self.rng.choice(left)
        return None

    def on_line(self, model: type[Mirror], statement: str, condition: str = "true") -> Found:
        """Do something to a line, with its table and columns in the statement; the document must be named."""
        chosen = self.line(model, condition)
        if chosen is None:
            return None
        child, parent, position = chosen
        names = ", ".join(each.name for each in mapped_fields(child))
        sql = statement.format(table=table(child), names=names)
        where = "business_id = %s AND parent_qbo_id = %s AND position = %s"
        execute(f"{sql} WHERE {where}", self.business.pk, parent, position)
        return (parent,)

    def ghost(self) -> str:
        """An id that QuickBooks has never given."""
        self.ghosts += 1
        return str(self.ghosts)


def missing(vandal: Vandal, model: type[Mirror]) -> Found:
    """The row and its lines are gone."""
    found = missing_without_lines(vandal, model)
    for child in children_of(model) if found else ():
        sql = f"DELETE FROM {table(child)} WHERE business_id = %s AND parent_qbo_id = %s"
        execute(sql, vandal.business.pk, *(found or ()))
    return found


def missing_without_lines(vandal: Vandal, model: type[Mirror]) -> Found:
    """The row is gone, its lines are still there."""
    qbo_id = vandal.row(model)
    if qbo_id is None:
        return None
    execute(f"DELETE FROM {table(model)} WHERE business_id = %s AND qbo_id = %s", vandal.business.pk, qbo_id)
    return (qbo_id,)


def extra(vandal: Vandal, model: type[Mirror]) -> Found:
    """There is another row like one that is there, with the same lines, under an id that QuickBooks never gave."""
    qbo_id = vandal.row(model)
    if qbo_id is None or model.qbo.key != ("Id",):
        return None
    ghost = vandal.ghost()
    copy_row(model, vandal.business, qbo_id, ghost)
    for child in children_of(model):
        copy_row(child, vandal.business, qbo_id, ghost)
    return (ghost,)


def other_id(vandal: Vandal, model: type[Mirror]) -> Found:
    """The row has another id, its lines kept the old one."""
    if model.qbo.key != ("Id",):
        return None
    ghost = vandal.ghost()
    found = vandal.set(model, f"qbo_id = '{ghost}'")
    return (*found, ghost) if found else None


def wrongly_deleted(vandal: Vandal, model: type[Mirror]) -> Found:
    """The row is marked as deleted, though nobody deleted it."""
    return vandal.set(model, "deleted_at = read_at")


def lost_tombstone(vandal: Vandal, model: type[Mirror]) -> Found:
    """A deleted document is shown as if it were there."""
    return vandal.set(model, "deleted_at = NULL", DELETED)


def stale(vandal: Vandal, model: type[Mirror]) -> Found:
    """The row is an earlier version, in its columns and in its payload."""
    name = vandal.column(model, (*AMOUNTS, *BALANCES, "name", "legal_name", "home_currency"))
    if name is None or not model.qbo.by_time:
        return None
    path, kind = "{" + model.qbo.columns[name].replace(".", ",") + "}", model._meta.get_field(name)
    value, said = ("7.77", "7.77") if isinstance(kind, models.DecimalField) else ("'Old'", '"Old"')
    earlier = "qbo_updated_at = qbo_updated_at - interval '40 days'"
    return vandal.set(model, f"{name} = {value}, payload = jsonb_set(payload, '{path}', '{said}'), {earlier}")


def stale_balance(vandal: Vandal, model: type[Mirror]) -> Found:
    """The balance is not what it was."""
    name = vandal.column(model, BALANCES)
    return vandal.set(model, f"{name} = COALESCE({name}, 0) + 12.34") if name else None


def wrong_date(vandal: Vandal, model: type[Mirror]) -> Found:
    """A date is eleven days off."""
    name = vandal.column(model, DATES)
    return vandal.set(model, f"{name} = {name} + 11", f"{LIVING} AND {name} IS NOT NULL") if name else None


def flipped_sign(vandal: Vandal, model: type[Mirror]) -> Found:
    """An amount has the other sign."""
    name = vandal.column(model, (*AMOUNTS, *BALANCES))
    return vandal.set(model, f"{name} = -{name}", f"{LIVING} AND {name} <> 0") if name else None


def wrong_party(vandal: Vandal, model: type[Mirror]) -> Found:
    """The document is of another customer or vendor."""
    name = vandal.column(model, PARTIES)
    return vandal.set(model, f"{name} = 'nobody'") if name else None


def no_party(vandal: Vandal, model: type[Mirror]) -> Found:
    """The document is of nobody."""
    name = vandal.column(model, PARTIES)
    return vandal.set(model, f"{name} = NULL", f"{LIVING} AND {name} IS NOT NULL") if name else None


def wrong_currency(vandal: Vandal, model: type[Mirror]) -> Found:
    """The amounts are in another currency."""
    name = vandal.column(model, ("currency", "source_currency", "home_currency"))
    return vandal.set(model, f"{name} = 'XTS'") if name else None


def other_activity(vandal: Vandal, model: type[Mirror]) -> Found:
    """What is active is called inactive, or the other way round."""
    name = vandal.column(model, ("active", "credit", "adjustment", "multicurrency"))
    return vandal.set(model, f"{name} = NOT {name}", f"{LIVING} AND {name} IS NOT NULL") if name else None


def voided_shown_live(vandal: Vandal, model: type[Mirror]) -> Found:
    """A voided document has its amount again, and no marker."""
    if vandal.column(model, ("note",)) is None:
        return None
    return vandal.set(model, "total = 450, note = NULL", f"{LIVING} AND {VOIDED}")


def live_shown_voided(vandal: Vandal, model: type[Mirror]) -> Found:
    """A document is emptied as a void would."""
    if vandal.column(model, ("note",)) is None:
        return None
    return vandal.set(model, "total = 0, note = 'Voided'", f"{LIVING} AND total <> 0")


def any_column(vandal: Vandal, model: type[Mirror]) -> Found:
    """Any text has another value."""
    texts = [each.name for each in mapped_fields(model) if isinstance(each, models.TextField)]
    return vandal.set(model, f"{vandal.rng.choice(texts)} = 'spoiled'")


def emptied_column(vandal: Vandal, model: type[Mirror]) -> Found:
    """Any value is gone."""
    name = vandal.rng.choice([each.name for each in mapped_fields(model)])
    return vandal.set(model, f"{name} = NULL", f"{LIVING} AND {name} IS NOT NULL")


def changed_payload(vandal: Vandal, model: type[Mirror]) -> Found:
    """The payload says something that QuickBooks did not say."""
    return vandal.set(model, """payload = payload || '{"Spoiled": "yes"}'""")


def poorer_payload(vandal: Vandal, model: type[Mirror]) -> Found:
    """The payload lacks something that QuickBooks said."""
    said = f"{LIVING} AND jsonb_exists(payload, 'MetaData')"
    return vandal.set(model, "payload = payload - 'domain' - 'MetaData'", said)


def no_payload(vandal: Vandal, model: type[Mirror]) -> Found:
    """The payload is gone, or no object."""
    return vandal.set(model, vandal.rng.choice(["payload = NULL", "payload = '[1]'", "payload = 'null'"]))


def later_version(vandal: Vandal, model: type[Mirror]) -> Found:
    """The row claims a version that is yet to come, by which it would refuse all others."""
    claim = "qbo_updated_at = qbo_updated_at + interval '3 years'"
    return vandal.set(model, f"{claim}, sync_token = sync_token + 5")


def later_reading(vandal: Vandal, model: type[Mirror]) -> Found:
    """The row claims to have been read in years to come."""
    return vandal.set(model, "read_at = read_at + interval '3 years'")


def dropped_application(vandal: Vandal, model: type[Mirror]) -> Found:
    """A line that says what a payment pays is gone."""
    links = [
        each for child in children_of(model) for each in mapped_fields(child) if each.name == "linked_id"
    ]
    return vandal.on_line(model, "DELETE FROM {table}", "linked_id IS NOT NULL") if links else None


def missing_line(vandal: Vandal, model: type[Mirror]) -> Found:
    """A line is gone."""
    return vandal.on_line(model, "DELETE FROM {table}")


def doubled_line(vandal: Vandal, model: type[Mirror]) -> Found:
    """A line is there twice."""
    columns = "business_id, parent_qbo_id, position, {names}"
    values = "business_id, parent_qbo_id, position + 1000, {names}"
    return vandal.on_line(model, f"INSERT INTO {{table}} ({columns}) SELECT {values} FROM {{table}}")


def wrong_amount_of_line(vandal: Vandal, model: type[Mirror]) -> Found:
    """A line has another amount."""
    return vandal.on_line(model, "UPDATE {table} SET amount = COALESCE(amount, 0) - 0.01")


def line_of_other_document(vandal: Vandal, model: type[Mirror]) -> Found:
    """A line pays, or touches, something else."""
    for child in children_of(model):
        name = "linked_id" if "linked_id" in {each.name for each in mapped_fields(child)} else "account_id"
        return vandal.on_line(model, f"UPDATE {{table}} SET {name} = '{vandal.ghost()}'")
    return None


def lines_of_deleted(vandal: Vandal, model: type[Mirror]) -> Found:
    """A deleted document has lines again."""
    dead, alive = vandal.row(model, DELETED), vandal.line(model)
    if dead is None or alive is None:
        return None
    copy_row(alive[0], vandal.business, alive[1], dead)
    return (dead,)


WAYS: dict[str, Callable[[Vandal, type[Mirror]], Found]] = {
    way.__name__.replace("_", " "): way
    for way in (
        *(missing, missing_without_lines, extra, other_id, wrongly_deleted, lost_tombstone, stale),
        *(stale_balance, wrong_date, flipped_sign, wrong_party, no_party, wrong_currency, other_activity),
        *(voided_shown_live, live_shown_voided, any_column, emptied_column, changed_payload, poorer_payload),
        *(no_payload, later_version, later_reading, dropped_application, missing_line, doubled_line),
        *(wrong_amount_of_line, line_of_other_document, lines_of_deleted),
    )
}


def copy_row(model: type[Mirror] | type[LineMirror], business: Business, qbo_id: str, ghost: str) -> None:
    """The row, or all lines of a document, once more under another id."""
    key = "parent_qbo_id" if issubclass(model, LineMirror) else "qbo_id"
    own = ("business_id", "position") if issubclass(model, LineMirror) else ("business_id",)
    version = () if issubclass(model, LineMirror) else ("sync_token", "qbo_updated_at", "read_at", "payload")
    names = ", ".join([*own, *version, *(each.name for each in mapped_fields(model))])
    sql = f"INSERT INTO {table(model)} ({key}, {names}) SELECT %s, {names} FROM {table(model)}"
    execute(f"{sql} WHERE business_id = %s AND {key} = %s", ghost, business.pk, qbo_id)


def table(model: type[Mirror] | type[LineMirror]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def execute(statement: str, *values: Any) -> None:
    """Run SQL on the mirrors."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def fetch(statement: str, *values: Any) -> list[Any]:
    """The rows that SQL yields."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def unlike(business: Business, store: Any, realm: str) -> dict[str, list[str]]:
    """What differs between mirror and books, by entity; nothing where they are the same."""
    found = {}
    for model in mirrors():
        sql = "SELECT body FROM object WHERE realm = ? AND entity = ? AND deleted = 0"
        said = [thing_of(model, exact(body)) for (body,) in store.rows(sql, realm, model.qbo.name)]
        found[model.qbo.name] = differences(model, said, business)
    return {name: wrong for name, wrong in found.items() if wrong}
