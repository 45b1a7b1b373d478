"""The bookkeeper's desk: makes entries in a company during office hours, and knows rows by a plain key."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sandbox.books.company import Company
from sandbox.books.money import PACIFIC, cents
from sandbox.generator.forms import Body, iso
from sandbox.generator.kind import Kind
from sandbox.generator.parties import Client, Supplier

Task = Callable[[], None]
HOME = "USD"
_FIXED_HOLIDAYS = {(1, 1), (6, 19), (7, 4), (11, 11), (12, 24), (12, 25)}


class Office:
    """One company being kept; `day` is the day it lives, `since` the open day before.

    `agenda` is what is planned for later days; `hours`, of a company that lives on with the clock, what is left of
    today and when (epoch seconds). All but company and kind can be pickled: tasks are partials of named functions.
    """

    hidden_payroll = False

    def __init__(self, company: Company, kind: Kind, seed: int, first_day: date, until: datetime) -> None:
        self.company, self.kind, self.seed, self.until = company, kind, seed, until
        self.day = self.since = self.first_day = first_day
        self.agenda: dict[date, list[Task]] = defaultdict(list)
        self.hours: list[tuple[float, Task]] = []
        self.ids: dict[str, str] = {}
        self.tally: Counter[str] = Counter()
        self.waiting: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        self.rates: dict[str, Decimal] = {}
        self.paid_bills: list[str] = []
        self._open: dict[str, list[str]] = defaultdict(list)
        self.rng = Random(f"{seed}/{first_day}")
        self._now = datetime.combine(first_day, time(8, 30), PACIFIC)

    def open(self, day: date) -> None:
        """Begin a day: chance is drawn anew from seed and day, so that a day depends on nothing but the books."""
        self.since, self.day = self.day, day
        self.rng = Random(f"{self.seed}/{day}")
        self._now = datetime.combine(day, time(8, 30), PACIFIC) + timedelta(seconds=self.rng.randrange(3000))

    def sit_down(self, now: datetime) -> None:
        """Enter what comes next at this instant, whatever day it belongs to."""
        self._now = self.until = now

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name not in ("company", "kind")}

    def tick(self) -> datetime:
        """The instant of the next entry: some minutes later, never after `until`."""
        self._now += timedelta(seconds=self.rng.randrange(20, 240))
        return min(self._now, self.until)

    def make(self, entity: str, body: Body) -> dict[str, Any]:
        """Enter a new object."""
        return self.company.create(entity, body, self.tick())

    def change(self, entity: str, id: str, body: Body) -> dict[str, Any]:
        """Make a sparse update of what stands there now."""
        current = self.look(entity, id)
        sent = {**body, "Id": id, "SyncToken": current["SyncToken"], "sparse": True}
        return self.company.update(entity, sent, self.tick())

    def void(self, entity: str, id: str) -> dict[str, Any]:
        """Void a document."""
        return self.company.void(
            entity, {"Id": id, "SyncToken": self.look(entity, id)["SyncToken"]}, self.tick()
        )

    def delete(self, entity: str, id: str) -> None:
        """Delete a document."""
        self.company.delete(entity, {"Id": id, "SyncToken": self.look(entity, id)["SyncToken"]}, self.tick())

    def look(self, entity: str, id: str) -> dict[str, Any]:
        """The object as it stands; KeyError when there is none."""
        found = self.company.shelf.get(entity, id)
        if found is None:
            raise KeyError(f"{entity} {id}")
        return found

    def owed(self, entity: str, id: str) -> int:
        """Cents still open on an invoice or bill; 0 when it is gone."""
        found = self.company.shelf.get(entity, id)
        return cents(found["Balance"]) if found else 0

    def owned(self, entity: str, id: str) -> bool:
        """Whether money received is there and not yet in a deposit; others may have taken it meanwhile."""
        found = self.company.shelf.get(entity, id) or {}
        deposited = any(link["TxnType"] == "Deposit" for link in found.get("LinkedTxn", []))
        return bool(cents(found.get("TotalAmt"))) and not deposited

    def remember(self, key: str, id: str) -> None:
        """Keep an invoice under "client/..." or a bill under "bills" in mind until it is settled."""
        if id not in self._open[key]:
            self._open[key].append(id)

    def still_open(self, entity: str, key: str) -> list[tuple[str, int]]:
        """(id, open cents) of what is kept in mind under the key, oldest first; the settled are forgotten."""
        found = [(id, self.owed(entity, id)) for id in self._open[key]]
        self._open[key] = [id for id, whole in found if whole]
        return [(id, whole) for id, whole in found if whole]

    def account(self, key: str) -> str:
        """Id of an account by its key."""
        return self.ids[f"account/{key}"]

    def balance(self, key: str) -> int:
        """Book balance of an account in cents, as the account shows it."""
        return cents(self.look("Account", self.account(key))["CurrentBalance"])

    def some(self, party: Client | Supplier, low: int, high: int) -> int:
        """A random amount in cents between two figures of the party's currency; foreign ones are even."""
        whole = dollars(self.rng, low, high)
        return whole if party.currency == HOME else max(whole // 10_000, 1) * 10_000

    def receivable(self, client: Client) -> str:
        """Id of the account that a client's debts are kept on."""
        return self.account("ar" if client.currency == HOME else f"ar_{client.currency.lower()}")

    def plan(self, day: date, task: Task) -> None:
        """Put a task on the first working day from `day`, tomorrow at the earliest."""
        self.agenda[working_day(max(day, self.day + timedelta(days=1)))].append(task)

    @property
    def today(self) -> str:
        """The day that is lived, ISO."""
        return iso(self.day)


def is_working_day(day: date) -> bool:
    """Monday to Friday, fixed holidays and Thanksgiving apart."""
    thanksgiving = day.month == 11 and day.weekday() in (3, 4) and 22 <= day.day - (day.weekday() - 3) <= 28
    return day.weekday() < 5 and (day.month, day.day) not in _FIXED_HOLIDAYS and not thanksgiving


def working_day(day: date) -> date:
    """The day itself or the next on which the office is open."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def dollars(rng: Random, low: int, high: int) -> int:
    """A random amount in cents between two dollar figures, uneven when there is room."""
    return low * 100 if low == high else rng.randrange(low * 100, high * 100)
