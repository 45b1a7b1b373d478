"""Books of any size in seconds, in SQL: a small company's own documents again and again, businesses after its image.

What comes of it is what the merge would have written of a company so many times as large: the same days, amounts,
links and lines, each time under ids, parties and names of its own; accounts hold so many times as much. Payloads stay
those of the original, which no page reads.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Model

from ap.models import Vendor
from ar.models import Customer
from bank.models import Account
from core.mirror import DocumentMirror, line_mirrors, mirrors
from core.models import Business
from runway.models import Standing
from sync.models import Connection, EntityState, Feed, Generation, TieOut

FOREIGN = frozenset({"qbo_id", "parent_qbo_id", "linked_id", "customer_id", "vendor_id", "party_id"})
NAMES = frozenset({"name", "customer_name", "vendor_name", "party_name"})
ID_STEP = 1_000_000
OF_A_BUSINESS = (Connection, EntityState, Feed, Generation, Standing, TieOut)
DOCUMENTS = [model for model in mirrors() if issubclass(model, DocumentMirror)]


def multiply(business: Business, times: int) -> None:
    """Make the books of a business so many times as large."""
    for model in (*DOCUMENTS, *line_mirrors(), Customer, Vendor):
        columns = _columns(model)
        chosen = ", ".join(_of_copy(name) for name in columns)
        _run(
            f"INSERT INTO {_table(model)} ({', '.join(columns)}) SELECT {chosen} FROM {_table(model)} mine "
            "CROSS JOIN generate_series(1, %s) AS copy WHERE business_id = %s",
            [times - 1, business.pk],
        )
    _run(f"UPDATE {_table(Account)} SET balance = balance * %s WHERE business_id = %s", [times, business.pk])


def mirror_again(business: Business, names: Iterable[str]) -> list[Business]:
    """Businesses of these names with the same mirror, line of the board and feeds as this one."""
    made = resemble(business, names)
    for model in (*mirrors(), *line_mirrors()):
        _copy(model, business, made)
    return made


def resemble(business: Business, names: Iterable[str]) -> list[Business]:
    """Businesses of these names with the feeds and the line of the board that this one has, and no books."""
    firm, zone, home = business.firm, business.timezone, business.home_currency
    made = Business.objects.bulk_create(
        Business(firm=firm, name=name, slug=name.lower().replace(" ", "-"), timezone=zone, home_currency=home)
        for name in names
    )
    for model in OF_A_BUSINESS:
        _copy(model, business, made)
    return made


def counted(business: Business | None = None) -> dict[str, int]:
    """Documents, those of them with something open, and rows of the mirror; of all businesses where none is named."""
    return {
        "documents": sum(_count(model, business) for model in DOCUMENTS),
        "open": sum(_count(model, business, "balance <> 0") for model in _with_balance()),
        "rows": sum(_count(model, business) for model in (*mirrors(), *line_mirrors())),
    }


def settle_down() -> None:
    """What Postgres does by itself in the minutes after."""
    connection.ensure_connection()
    _run("VACUUM (ANALYZE)", [])


def _with_balance() -> list[type[DocumentMirror]]:
    return [model for model in DOCUMENTS if model.qbo.name in ("Invoice", "Bill")]


def _count(model: type[Model], business: Business | None, condition: str = "TRUE") -> int:
    sql = f"SELECT count(*) FROM {_table(model)} WHERE (business_id = %s OR %s) AND {condition}"
    return int(_run(sql, [business.pk if business else None, business is None])[0][0])


def _copy(model: type[Model], business: Business, made: list[Business]) -> None:
    columns = _columns(model)
    chosen = ", ".join(_of_business(name) for name in columns)
    _run(
        f"INSERT INTO {_table(model)} ({', '.join(columns)}) SELECT {chosen} FROM {_table(model)} mine "
        "CROSS JOIN unnest(%s::bigint[]) AS copy WHERE business_id = %s",
        [[one.pk for one in made], business.pk],
    )


def _columns(model: type[Model]) -> list[str]:
    """All that the database does not count up by itself."""
    return [f'"{field.column}"' for field in model._meta.concrete_fields if field.column != "id"]


def _of_copy(column: str) -> str:
    name = column.strip('"')
    if name in FOREIGN:
        return f"(mine.{column}::bigint + copy * {ID_STEP})::text"
    return f"mine.{column} || ' ' || copy" if name in NAMES else f"mine.{column}"


def _of_business(column: str) -> str:
    name = column.strip('"')
    if name == "realm_id":
        return f"copy || '/' || mine.{column}"
    return {"business_id": "copy", "run_id": "NULL"}.get(name, f"mine.{column}")


def _table(model: type[Model]) -> str:
    return str(model._meta.db_table)


def _run(sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []
