"""Bills and invoices by the hundred thousand, as an import would bring them: each posts by the rules of its kind, some
are paid. The fast road: documents are built whole and written with executemany; balances are summed and moved once."""

import gc
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from random import Random

import msgspec

from sandbox.books.documents import KINDS
from sandbox.books.effects import move_account, move_party
from sandbox.books.money import epoch_of
from sandbox.books.tables import Application
from sandbox.generator.forms import Body
from sandbox.generator.imported import Moment, bill, invoice, moment, settlement
from sandbox.generator.office import HOME, Office
from sandbox.store import Store

# amounts made from cents never have an exponent, so the plain encoder is exact here
_encode = msgspec.json.Encoder(decimal_format="number").encode
_CHUNK = 1_000
_PER_PARTY = 800
_PAID_IN_100 = 6
_REINDEX_FROM = 50_000
_SPAN = 725 * 86_400


def fill(office: Office, wanted: int, same_second: int, tell: Callable[[str], None]) -> None:
    """Add `wanted` objects: bills and invoices in turn, payments for some, and a party for every 800 of them.

    The first `same_second` of them share one LastUpdatedTime.
    """
    parties = min(wanted // _PER_PARTY, 1_000)
    with office.company.hold():
        customers = _parties(office, "Customer", parties) or _known(office, "client/")
        vendors = _parties(office, "Vendor", parties) or _known(office, "vendor/")
        batch = Import(office, wanted - 2 * parties, same_second, customers, vendors)
        store = office.company.store
        with _without_indexes(store) if wanted >= _REINDEX_FROM else nullcontext(), _without_collector():
            batch.run(tell)
        batch.move_balances()


def _parties(office: Office, entity: str, count: int) -> list[tuple[str, str]]:
    names = [f"Imported {entity.lower()} {number + 1:04d}" for number in range(count)]
    return [(office.make(entity, {"DisplayName": name, "CompanyName": name})["Id"], name) for name in names]


def _known(office: Office, prefix: str) -> list[tuple[str, str]]:
    foreign = {
        party.name for party in (*office.kind.clients, *office.kind.suppliers) if party.currency != HOME
    }
    found = [(id, key.removeprefix(prefix)) for key, id in office.ids.items() if key.startswith(prefix)]
    return [(id, name) for id, name in found if name not in foreign]


@contextmanager
def _without_indexes(store: Store) -> Iterator[None]:
    """Sorting once at the end is faster than keeping an index sorted over a million inserts."""
    sql = """SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name IN ('object', 'posting')
             AND sql IS NOT NULL AND sql NOT LIKE '%UNIQUE%'"""
    indexes = list(store.rows(sql))
    for name, _ in indexes:
        store.rows(f"DROP INDEX {name}")
    yield
    for _, definition in indexes:
        store.rows(definition)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Documents hold no cycles; looking for some costs a third of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class Import:
    """One import of many documents: rows wait in lists and are written in chunks."""

    def __init__(
        self,
        office: Office,
        count: int,
        same_second: int,
        customers: list[tuple[str, str]],
        vendors: list[tuple[str, str]],
    ) -> None:
        self.office, self.shelf, self.realm = office, office.company.shelf, office.company.realm
        self.count, self.same_second = count, same_second
        self.customers, self.vendors = customers, vendors
        self.rng = Random(f"{office.seed}/import")
        self.next_id = int(office.company.store.next_id(self.realm, "txn", count=count + 1))
        self.end = epoch_of(office.until)
        self.objects: list[tuple[object, ...]] = []
        self.postings: list[tuple[object, ...]] = []
        self.applications: list[Application] = []
        self.accounts: dict[str, int] = defaultdict(int)
        self.owed: dict[tuple[str, str], int] = defaultdict(int)

    def run(self, tell: Callable[[str], None]) -> None:
        """Write all documents, telling the progress every hundred thousand."""
        made = told = 0
        while made < self.count:
            made += (
                self._pair(made)
                if self.rng.randrange(100) < _PAID_IN_100 and self.count - made > 1
                else self._single(made)
            )
            if len(self.objects) >= _CHUNK:
                self._write()
            if made - told >= 100_000:
                told = made
                tell(f"imported {made:,} of {self.count:,} documents")
        self._write()

    def _moment(self, position: int) -> Moment:
        at = (
            self.end
            - _SPAN
            + (0 if position < self.same_second else position * (_SPAN - 86_400) // self.count)
        )
        return moment(at, self.rng.randrange(0, 60))

    def _document(self, position: int, when: Moment) -> tuple[str, Body, tuple[str, str]]:
        id, whole = str(self.next_id), self.rng.randrange(2_000, 900_000)
        self.next_id += 1
        if position % 2:
            party = self.customers[position // 2 % len(self.customers)]
            return "Invoice", invoice(self.office, id, party, whole, when), party
        party = self.vendors[position // 2 % len(self.vendors)]
        return "Bill", bill(self.office, id, party, whole, when), party

    def _single(self, position: int) -> int:
        when = self._moment(position)
        entity, doc, _ = self._document(position, when)
        self._keep(entity, doc, when.created, when.created)
        return 1

    def _pair(self, position: int) -> int:
        """A document and the payment that settles it, which shows on both and moves the document's time and token."""
        when = self._moment(position)
        entity, doc, party = self._document(position, when)
        payer, payment = settlement(self.office, str(self.next_id), entity, doc, when)
        self.next_id += 1
        self._keep(entity, doc, when.created, when.created)
        self._keep(payer, payment, when.created, when.created)
        cents = self.postings_of(entity, doc)
        self.applications.append(
            Application(payer, payment["Id"], entity, doc["Id"], party[0], cents, when.day)
        )
        return 2

    def postings_of(self, entity: str, doc: Body) -> int:
        """Cents that the document put on its party's account."""
        return sum(entry.cents for entry in KINDS[entity].entries(doc, self.shelf) if entry.party_id)

    def _keep(self, entity: str, doc: Body, created: int, updated: int) -> None:
        id, day = doc["Id"], doc["TxnDate"]
        line = total = 0
        for account_id, cents, party_type, party_id in KINDS[entity].entries(doc, self.shelf):
            line, total = line + 1, total + cents
            self.postings.append(
                (self.realm, entity, id, line, day, account_id, party_type, party_id, cents, None)
            )
            self.accounts[account_id] += cents
            if party_id:
                self.owed[party_type, party_id] += cents
        assert total == 0, f"{entity} {id} does not balance"
        token = int(doc["SyncToken"])
        self.objects.append((self.realm, entity, id, token, created, updated, 1, 0, int(id), _encode(doc)))

    def _write(self) -> None:
        store = self.office.company.store
        store.put_many(self.objects)
        store.add_postings(self.postings)
        self.shelf.tables.add(self.applications)
        for rows in (self.objects, self.postings, self.applications):
            rows.clear()

    def move_balances(self) -> None:
        """Bring accounts and parties to what the imported lines add up to."""
        for account_id, cents in self.accounts.items():
            move_account(self.shelf, account_id, cents, self.end)
        for (entity, id), cents in self.owed.items():
            move_party(self.shelf, entity, id, cents, self.end)
