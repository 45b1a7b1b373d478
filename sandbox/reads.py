"""Single objects as they are stored, and the three that have addresses of their own (API_FACTS 1.1, 8.2)."""

from __future__ import annotations

from sandbox import faults
from sandbox.entities import Entity
from sandbox.store import Store


def read(store: Store, realm: str, entity: Entity, id: str) -> bytes:
    """The stored body; fault 2030 for an id that is no number, 610 for a missing or deleted object."""
    if entity.name in ("CompanyInfo", "Preferences"):
        return only_one(store, realm, entity.name)
    if not (id.isascii() and id.isdigit()):
        raise faults.invalid_id(id)
    found = store.get(realm, entity.name, id)
    if found is None:
        raise faults.not_found()
    if found.deleted:
        raise faults.deleted_meanwhile()
    return found.body


def only_one(store: Store, realm: str, entity: str) -> bytes:
    """The one row of CompanyInfo or Preferences, whatever id the address gives (API_FACTS 1.1)."""
    found = store.rows(
        "SELECT body FROM object WHERE realm = ? AND entity = ? LIMIT 1", realm, entity
    ).fetchone()
    if found is None:
        raise faults.not_found()
    return bytes(found[0])


def current_rate(store: Store, realm: str, currency: str, day: str) -> bytes:
    """The newest exchange rate of the currency up to the day ("" for any); fault 610 without one."""
    if not currency:
        raise faults.required("sourcecurrencycode")
    sql = """SELECT body FROM object WHERE realm = ?1 AND entity = 'ExchangeRate' AND deleted = 0
             AND json_extract(CAST(body AS TEXT), '$.SourceCurrencyCode') = ?2
             AND (?3 = '' OR json_extract(CAST(body AS TEXT), '$.AsOfDate') <= ?3)
             ORDER BY json_extract(CAST(body AS TEXT), '$.AsOfDate') DESC, seq DESC LIMIT 1"""
    found = store.rows(sql, realm, currency.upper(), day).fetchone()
    if found is None:
        raise faults.not_found()
    return bytes(found[0])
