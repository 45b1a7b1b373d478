"""Two rows of a list become one: the survivor takes over documents, ledger lines and balance (API_FACTS 9.4)."""

from collections.abc import Iterator

from sandbox.books.documents import KINDS
from sandbox.books.documents.kind import Kind, value_of
from sandbox.books.effects import move_account, move_party
from sandbox.books.shelf import Doc, Shelf
from sandbox.books.validation import references, shown_name
from sandbox.faults import business, not_found, unsupported
from sandbox.webhooks.events import MERGED


def merge(shelf: Shelf, kind: Kind, survivor_id: str, lost_id: str, at: int) -> Doc:
    """The survivor's row; the lost one leaves no tombstone, its id is told by the webhook alone.

    Faults: 500 a list without merges, 610 a row that is not there, 6000 rows that cannot be one.
    """
    if kind.entity not in MERGED:
        raise unsupported(f"Operation merge is not supported for {kind.entity}.")
    survivor, lost = shelf.get(kind.entity, survivor_id), shelf.get(kind.entity, lost_id)
    if survivor is None or lost is None:
        raise not_found()
    _check_alike(shelf, kind, survivor, lost)
    _move_ledger(shelf, kind, survivor_id, lost_id, at)
    _repoint(shelf, kind, survivor, lost_id, at)
    shelf.erase(kind.entity, lost_id)
    shelf.write(kind.entity, survivor, at, token=True)
    return survivor


def _check_alike(shelf: Shelf, kind: Kind, survivor: Doc, lost: Doc) -> None:
    if survivor["Id"] == lost["Id"]:
        raise business("A row cannot be merged with itself.")
    for key in ("AccountType", "CurrencyRef"):
        if value_of(survivor, key) != value_of(lost, key) or _text(survivor, key) != _text(lost, key):
            raise business(f"Rows of different {key} cannot be merged.")
    sql = """SELECT 1 FROM object WHERE realm = ? AND entity = ? AND deleted = 0
             AND json_extract(body, '$.ParentRef.value') = ?"""
    if shelf.store.rows(sql, shelf.realm, kind.entity, lost["Id"]).fetchone():
        raise business("A row with rows below it cannot be merged away.")


def _text(doc: Doc, key: str) -> str:
    found = doc.get(key)
    return found if isinstance(found, str) else ""


def _move_ledger(shelf: Shelf, kind: Kind, survivor: str, lost: str, at: int) -> None:
    """Ledger lines, applications and the balance they make."""
    own = "account_id = ?" if kind.entity == "Account" else "party_type = ? AND party_id = ?"
    names = (lost,) if kind.entity == "Account" else (kind.entity, lost)
    sql = f"SELECT COALESCE(SUM(COALESCE(foreign_cents, cents)), 0) FROM posting WHERE realm = ? AND {own}"
    whole = shelf.store.rows(sql, shelf.realm, *names).fetchone()[0]
    column = "account_id" if kind.entity == "Account" else "party_id"
    shelf.store.rows(
        f"UPDATE posting SET {column} = ? WHERE realm = ? AND {own}", survivor, shelf.realm, *names
    )
    if kind.entity in ("Customer", "Vendor"):
        sql = (
            "UPDATE application SET party_id = ? WHERE realm = ? AND party_id = ?"  # one id space for parties
        )
        shelf.store.rows(sql, survivor, shelf.realm, lost)
    if whole:
        _move_balance(shelf, kind, survivor, whole, at)
        _move_balance(shelf, kind, lost, -whole, at)


def _move_balance(shelf: Shelf, kind: Kind, id: str, change: int, at: int) -> None:
    if kind.entity == "Account":
        move_account(shelf, id, change, at)
    else:
        move_party(shelf, kind.entity, id, change, at)


def _repoint(shelf: Shelf, kind: Kind, survivor: Doc, lost_id: str, at: int) -> None:
    """Every object that refers to the lost row refers to the survivor."""
    moves = at if shelf.switch("merge_moves_documents") else 0
    sql = """SELECT entity, id FROM object WHERE realm = ? AND deleted = 0 AND instr(body, ?) > 0
             ORDER BY entity, seq"""
    shelf.flush()
    told = f'"value":"{lost_id}"'.encode()
    for entity, id in shelf.store.rows(sql, shelf.realm, told).fetchall():
        doc = shelf.get(entity, id)
        assert doc is not None
        found = [*references(KINDS[entity], doc), *_on_journal_lines(doc)]
        own = [ref for other, value, ref in found if (other, value) == (kind.entity, lost_id)]
        for ref in own:
            ref |= {"value": survivor["Id"]} | ({"name": shown_name(survivor)} if "name" in ref else {})
        if own:
            shelf.write(entity, doc, moves)


def _on_journal_lines(doc: Doc) -> Iterator[tuple[str, str, Doc]]:
    """Parties of journal lines, whose type stands beside the reference."""
    for line in doc.get("Line", []):
        party = line.get("JournalEntryLineDetail", {}).get("Entity", {})
        if party.get("EntityRef"):
            yield party.get("Type", ""), party["EntityRef"].get("value", ""), party["EntityRef"]
