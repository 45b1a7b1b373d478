"""Two tables the books keep beside the documents: what was applied to what, and which names are taken."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.store import Store


@dataclass(frozen=True, slots=True)
class Application:
    """`cents` of the payment put on the target, in the ledger's sign of the target: an invoice is positive, a
    bill negative; it counts from `on_day`, the later of the two documents' dates.

    `cents` are in the documents' currency, `home_cents` what the target brought them in for (None: the same).
    """

    from_entity: str
    from_id: str
    to_entity: str
    to_id: str
    party_id: str
    cents: int
    on_day: str
    home_cents: int | None = None

    @property
    def home(self) -> int:
        """Cents in home currency."""
        return self.cents if self.home_cents is None else self.home_cents


class Tables:
    """The application and name tables of one company, written in the store's transaction."""

    def __init__(self, store: Store, realm: str) -> None:
        self.store, self.realm = store, realm

    def add(self, rows: Iterable[Application]) -> None:
        """Record applications."""
        self.store.connection.executemany(
            "INSERT INTO application VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    *(self.realm, a.from_entity, a.from_id, a.to_entity, a.to_id),
                    *(a.party_id, a.cents, a.on_day, a.home_cents),
                )
                for a in rows
            ),
        )

    def drop_from(self, entity: str, id: str) -> None:
        """Forget everything the payment was applied to."""
        self.store.rows(
            "DELETE FROM application WHERE realm = ? AND from_entity = ? AND from_id = ?",
            self.realm,
            entity,
            id,
        )

    def revalue(self, a: Application, home_cents: int) -> None:
        """Say anew what an application is worth at home."""
        sql = """UPDATE application SET home_cents = ? WHERE realm = ? AND from_entity = ? AND from_id = ?
                 AND to_entity = ? AND to_id = ?"""
        self.store.rows(sql, home_cents, self.realm, a.from_entity, a.from_id, a.to_entity, a.to_id)

    def applied_from(self, entity: str, id: str) -> list[Application]:
        """What this payment was put on."""
        return list(self._read("from_entity = ? AND from_id = ?", entity, id))

    def applied_to(self, entity: str, id: str) -> list[Application]:
        """The payments that were put on this document."""
        return list(self._read("to_entity = ? AND to_id = ?", entity, id))

    def _read(self, where: str, *params: Any) -> Iterator[Application]:
        sql = f"""SELECT from_entity, from_id, to_entity, to_id, party_id, cents, on_day, home_cents
                  FROM application
                  WHERE realm = ? AND {where}"""
        return (Application(*row) for row in self.store.rows(sql, self.realm, *params))

    def applied_cents(self, entity: str, id: str) -> int:
        """The sum of what was put on a document, in its ledger sign and currency."""
        return self.applied_sums(entity, id)[0]

    def applied_sums(self, entity: str, id: str) -> tuple[int, int]:
        """The sums of what was put on a document in its own currency and at home, in its ledger sign."""
        sql = """SELECT COALESCE(SUM(cents), 0), COALESCE(SUM(COALESCE(home_cents, cents)), 0) FROM application
                 WHERE realm = ? AND to_entity = ? AND to_id = ?"""
        own, home = next(iter(self.store.rows(sql, self.realm, entity, id)))
        return own, home

    def owner_of(self, space: str, name: str) -> tuple[str, str] | None:
        """(entity, id) of the row that has this name in the space, upper and lower case alike."""
        sql = "SELECT entity, id FROM name WHERE realm = ? AND space = ? AND name = ?"
        return next(iter(self.store.rows(sql, self.realm, space, name.casefold())), None)

    def claim(self, space: str, name: str, entity: str, id: str) -> None:
        """Give the name to a row, which loses the one it had."""
        self.free(entity, id)
        self.store.rows(
            "INSERT INTO name VALUES (?, ?, ?, ?, ?)", self.realm, space, name.casefold(), entity, id
        )

    def free(self, entity: str, id: str) -> None:
        """Let a row's name be taken by others."""
        self.store.rows("DELETE FROM name WHERE realm = ? AND entity = ? AND id = ?", self.realm, entity, id)
