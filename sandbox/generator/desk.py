"""Where a company's office is kept between two things it does, so that it lives on after a restart."""

from __future__ import annotations

import pickle
from datetime import datetime, time, timedelta

from sandbox.books.company import Company
from sandbox.books.money import PACIFIC
from sandbox.generator.kinds import KINDS
from sandbox.generator.office import Office, working_day
from sandbox.store import Store

OPENS = time(8, 30)
_GROUPS = {"Customer": "client", "PaymentMethod": "method"}


class NobodyThere(ValueError):
    """A company without an office; the text says why."""


def keep(store: Store, office: Office) -> None:
    """Put everything back, with a note when something is due next; in the caller's transaction."""
    sql = """INSERT INTO office VALUES (?1, ?2, ?3)
             ON CONFLICT (realm) DO UPDATE SET next_at = ?2, state = ?3"""
    store.rows(sql, office.company.realm, due_at(office), pickle.dumps(office))


def recall(store: Store, realm: str) -> Office:
    """The office as it was left, at work in the books as they are; NobodyThere when there is none."""
    sql = "SELECT o.state, c.kind FROM office o JOIN company c ON c.realm = o.realm WHERE o.realm = ?"
    found = store.rows(sql, realm).fetchone()
    if found is None:
        raise NobodyThere(
            f"company {realm} cannot live on: it has only lists, or was founded by an older sandbox"
        )
    office: Office = pickle.loads(found[0])
    office.company, office.kind = Company(store, realm), KINDS[found[1]]
    return office


def due_at(office: Office) -> float:
    """Epoch seconds of what comes next: the next thing today, or the opening of the next working day."""
    if office.hours:
        return office.hours[0][0]
    morning = datetime.combine(working_day(office.day + timedelta(days=1)), OPENS, PACIFIC)
    return morning.timestamp()


def repoint(store: Store, realm: str, entity: str, lost: str, survivor: str) -> None:
    """What the office of a company, if it has one, knew by the id of a merged row it knows by the survivor's."""
    group = f"{_GROUPS.get(entity, entity.lower())}/"
    with store.transaction():
        if store.rows("SELECT 1 FROM office WHERE realm = ?", realm).fetchone() is None:
            return
        office = recall(store, realm)
        own = {key: survivor for key, id in office.ids.items() if key.startswith(group) and id == lost}
        office.ids |= own
        keep(store, office)
