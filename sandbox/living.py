"""The companies that live on as the clock moves: whose turn it is, and what becomes of what cannot be done."""

from __future__ import annotations

import sys
import traceback
from datetime import datetime

from sandbox.clock import Clock
from sandbox.faults import Fault
from sandbox.generator import desk
from sandbox.generator.living import live_next, skip_next
from sandbox.store import Store

_DUE = """SELECT realm FROM office o WHERE next_at <= ? AND 'true' = (
              SELECT value FROM setting s WHERE s.name = 'living' AND s.realm IN (o.realm, '')
              ORDER BY s.realm DESC LIMIT 1)
          ORDER BY next_at LIMIT 1"""


class Living:
    """Lets companies live, one thing at a time, each in a transaction with the state of its office."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock = store, clock

    def round(self) -> bool:
        """One thing in the company that has waited longest, of those whose switch says so; whether there was one."""
        found = self.store.rows(_DUE, self.clock.epoch()).fetchone()
        if found is not None:
            self._live(found[0])
        return found is not None

    def run(self, realm: str, until: datetime) -> int:
        """Everything that is due in the company up to an instant, whatever its switch; how many things there were.

        Raises NobodyThere for a company without an office.
        """
        done = 0
        while desk.due_at(desk.recall(self.store, realm)) <= until.timestamp():
            self._live(realm)
            done += 1
        return done

    def _live(self, realm: str) -> None:
        try:
            with self.store.transaction():
                office = desk.recall(self.store, realm)
                with office.company.hold():
                    live_next(office, self.clock.now())
                desk.keep(self.store, office)
        except (Fault, KeyError):  # others changed the books meanwhile
            self._skip(realm)
        except Exception:  # noqa: BLE001 - a failure of one company is told and does not stop the others
            traceback.print_exc(file=sys.stderr)
            self._skip(realm)

    def _skip(self, realm: str) -> None:
        with self.store.transaction():
            office = desk.recall(self.store, realm)
            skip_next(office)
            desk.keep(self.store, office)
