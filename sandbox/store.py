"""Where the companies live: one SQLite file that survives a restart and keeps a million objects."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.bookmarks import Bookmarks
from sandbox.clock import pacific_seconds
from sandbox.schema import ADDED, SCHEMA
from sandbox.wire import decode, encode


@dataclass(frozen=True, slots=True)
class Row:
    """One stored object; times are epoch seconds, `body` is the JSON exactly as it is served."""

    realm: str
    entity: str
    id: str
    sync_token: int
    created_at: int
    updated_at: int
    active: bool
    deleted: bool
    seq: int
    body: bytes

    @property
    def doc(self) -> dict[str, Any]:
        """The body parsed anew, amounts as Decimal; the caller may change it."""
        return decode(self.body)


@dataclass(frozen=True, slots=True)
class Posting:
    """One ledger line in home-currency cents: debit positive, credit negative; `on_day` is YYYY-MM-DD.

    `foreign_cents` is the same in the account's own currency; None on accounts in home currency.
    """

    line: int
    on_day: str
    account_id: str
    cents: int
    party_type: str = ""
    party_id: str = ""
    foreign_cents: int | None = None

    @property
    def own_cents(self) -> int:
        """Cents in the account's own currency."""
        return self.cents if self.foreign_cents is None else self.foreign_cents


class Store:
    """All companies of one data folder. Safe for threads: each has its own connection, writers queue."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.bookmarks = Bookmarks()
        self._local = threading.local()
        self.connection.executescript(SCHEMA)
        self._add_what_older_books_lack()

    def _add_what_older_books_lack(self) -> None:
        for table, column in ADDED:
            if not self.rows("SELECT 1 FROM pragma_table_info(?) WHERE name = ?", table, column).fetchone():
                self.rows(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER")

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection, in autocommit until `transaction()` opens one."""
        found = getattr(self._local, "connection", None)
        return found if found is not None else self._connect()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None, timeout=60, cached_statements=256)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "mmap_size=1073741824", "cache_size=-32768"):
            connection.execute(f"PRAGMA {pragma}")
        connection.create_function("fold", 1, _fold, deterministic=True)
        self._local.connection = connection
        self._local.depth = 0
        return connection

    def release(self) -> None:
        """Close this thread's connection; a thread that ends says goodbye with it."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            self._local.connection = None
            connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One write transaction, re-entrant in its thread, rolled back whole when an error leaves it."""
        connection = self.connection
        if self._local.depth:
            yield
            return
        connection.execute("BEGIN IMMEDIATE")
        self._local.depth = 1
        try:
            yield
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        else:
            connection.execute("COMMIT")
            self.bookmarks.turn()
        finally:
            self._local.depth = 0

    def next_id(self, realm: str, space: str, *, count: int = 1) -> str:
        """The next id of the space ("1" first); `count` takes that many and returns the first."""
        sql = """INSERT INTO sequence (realm, space, next) VALUES (?1, ?2, 1 + ?3)
                 ON CONFLICT (realm, space) DO UPDATE SET next = next + ?3 RETURNING next - ?3"""
        return str(self.connection.execute(sql, (realm, space, count)).fetchall()[0][0])

    def get(self, realm: str, entity: str, id: str) -> Row | None:
        """The object, tombstones included (`deleted` tells), or None."""
        sql = f"SELECT {_COLUMNS} FROM object WHERE realm = ? AND entity = ? AND id = ?"
        found = self.connection.execute(sql, (realm, entity, id)).fetchone()
        return _row(found) if found else None

    def put(
        self,
        realm: str,
        entity: str,
        doc: dict[str, Any],
        *,
        updated_at: int,
        created_at: int,
        active: bool = True,
        wrapper: str = "",
    ) -> None:
        """Write the object as `doc`, which already carries Id, SyncToken and MetaData.

        A RecurringTransaction names its type in `wrapper`: it is stored as `{"Bill": {...}}` (API_FACTS 2.4).
        """
        body = encode({wrapper: doc} if wrapper else doc)
        token = int(doc.get("SyncToken", 0))
        id = doc["Id"]
        self.put_many([(realm, entity, id, token, created_at, updated_at, int(active), 0, int(id), body)])

    def put_many(self, rows: Iterable[Sequence[Any]]) -> None:
        """Write raw rows in the order of Row's columns: the fast road for thousands of objects."""
        self.connection.executemany(_PUT, rows)
        self.bookmarks.turn()

    def bury(self, realm: str, entity: str, id: str, at: int) -> None:
        """Leave a tombstone: gone from reads and queries, seen by CDC (API_FACTS 3)."""
        body = _TOMBSTONE % (id, pacific_seconds(at))
        sql = """UPDATE object SET deleted = 1, updated_at = ?, body = ?
                 WHERE realm = ? AND entity = ? AND id = ?"""
        self.connection.execute(sql, (at, body.encode(), realm, entity, id))
        self.bookmarks.turn()

    def erase(self, realm: str, entity: str, id: str) -> None:
        """Take an object away without a tombstone, as a merge does."""
        self.connection.execute(
            "DELETE FROM object WHERE realm = ? AND entity = ? AND id = ?", (realm, entity, id)
        )
        self.bookmarks.turn()

    def postings(self, realm: str, entity: str, txn_id: str) -> list[Posting]:
        """The document's ledger lines in line order; empty for a document that does not post."""
        sql = """SELECT line, on_day, account_id, cents, party_type, party_id, foreign_cents FROM posting
                 WHERE realm = ? AND entity = ? AND txn_id = ? ORDER BY line"""
        return [Posting(*found) for found in self.connection.execute(sql, (realm, entity, txn_id))]

    def replace_postings(
        self, realm: str, entity: str, txn_id: str, rows: Sequence[Posting], *, fresh: bool = False
    ) -> None:
        """Make `rows` the document's only ledger lines; none at all after a void or a delete; `fresh`: it has none."""
        if not fresh:
            sql = "DELETE FROM posting WHERE realm = ? AND entity = ? AND txn_id = ?"
            self.connection.execute(sql, (realm, entity, txn_id))
        self.add_postings(
            (
                *(realm, entity, txn_id, p.line, p.on_day, p.account_id),
                *(p.party_type, p.party_id, p.cents, p.foreign_cents),
            )
            for p in rows
        )

    def add_postings(self, rows: Iterable[Sequence[Any]]) -> None:
        """Write raw posting rows in the column order of the table: the fast road."""
        self.connection.executemany("INSERT INTO posting VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def rows(self, sql: str, *params: Any) -> sqlite3.Cursor:
        """The rows of any SQL statement, for queries, reports and assertions."""
        return self.connection.execute(sql, params)


_COLUMNS = "realm, entity, id, sync_token, created_at, updated_at, active, deleted, seq, body"
_PUT = f"""INSERT INTO object ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (realm, entity, id) DO UPDATE SET sync_token = excluded.sync_token,
           created_at = excluded.created_at, updated_at = excluded.updated_at, active = excluded.active,
           deleted = excluded.deleted, body = excluded.body"""
_TOMBSTONE = '{"domain":"QBO","status":"Deleted","Id":"%s","MetaData":{"LastUpdatedTime":"%s"}}'


def _fold(value: Any) -> Any:
    """Compared values know no case in QuickBooks (API_FACTS 2.1); SQLite alone would fold ASCII only."""
    return value.casefold() if isinstance(value, str) else value


def _row(found: Sequence[Any]) -> Row:
    realm, entity, id, token, created, updated, active, deleted, seq, body = found
    return Row(realm, entity, id, token, created, updated, bool(active), bool(deleted), seq, body)
