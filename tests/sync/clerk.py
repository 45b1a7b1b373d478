"""Who keeps the small company's books, and Acme whose mirror has just been filled from them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from core.models import Business
from sandbox.books.company import Company
from sandbox.clock import pacific_seconds
from sandbox.wire import encode
from sync.models import EntityState, Feed, FeedKind
from sync.orchestrators.mirror import backfill
from tests.sync.photograph import Photograph
from tests.sync.small_company import LAST_DAY, REALM, SmallCompany, bill

PHOTOGRAPH = Photograph()


@dataclass
class Clerk:
    """Who keeps the company's books."""

    company: SmallCompany
    books: Company

    def enter(self, entity: str, **body: Any) -> dict[str, Any]:
        return self.books.create(entity, body, self._now())

    def change(self, entity: str, doc: dict[str, Any], **fields: Any) -> dict[str, Any]:
        said = {"Id": doc["Id"], "SyncToken": self._token(entity, doc), "sparse": True, **fields}
        return self.books.update(entity, said, self._now())

    def replace(self, entity: str, doc: dict[str, Any], **fields: Any) -> dict[str, Any]:
        """A full update: what is not said is cleared."""
        return self.books.update(
            entity, {"Id": doc["Id"], "SyncToken": doc["SyncToken"], **fields}, self._now()
        )

    def void(self, entity: str, doc: dict[str, Any]) -> None:
        self.books.void(entity, {"Id": doc["Id"], "SyncToken": self._token(entity, doc)}, self._now())

    def delete(self, entity: str, doc: dict[str, Any]) -> None:
        self.books.delete(entity, {"Id": doc["Id"], "SyncToken": self._token(entity, doc)}, self._now())

    def bill(self, amount: int = 120, **fields: Any) -> dict[str, Any]:
        return self.enter("Bill", **self.a_bill(amount), **fields)

    def a_bill(self, amount: int) -> dict[str, Any]:
        """What a bill of that amount says."""
        return {"VendorRef": self.first("Vendor"), "Line": [self.cost(amount)]}

    def import_bills(self, count: int, first: int = 5000) -> None:
        """So many bills within this second, straight into the books."""
        at = self._second()
        rows = (
            (REALM, "Bill", str(n), 0, at, at, 1, 0, n, encode(bill(n, at)))
            for n in range(first, first + count)
        )
        self.company.store.put_many(rows)

    def import_vendors(self, count: int, first: int = 9000) -> None:
        """So many vendors within this second."""
        at = self._second()
        for n in range(first, first + count):
            meta = {"CreateTime": pacific_seconds(at), "LastUpdatedTime": pacific_seconds(at)}
            said = {
                "Id": str(n),
                "SyncToken": "0",
                "MetaData": meta,
                "DisplayName": f"Vendor {n}",
                "Active": True,
            }
            self.company.put("Vendor", n, encode(said), at=at)

    def lose(self, entity: str, qbo_id: str) -> None:
        """Take an object out of the books without a trace in any list of changes."""
        sql = "DELETE FROM object WHERE realm = ? AND entity = ? AND id = ?"
        self.company.store.rows(sql, REALM, entity, qbo_id)

    def cost(self, amount: int) -> dict[str, Any]:
        detail = {"AccountRef": self.first("Account", AccountType="Expense")}
        kind = "AccountBasedExpenseLineDetail"
        return {"Amount": amount, "DetailType": kind, kind: detail}

    def first(self, entity: str, **like: str) -> dict[str, str]:
        """A reference to the first object that is so."""
        found = self.company.objects(entity)
        return {"value": next(one["Id"] for one in found if like.items() <= one.items())}

    def _token(self, entity: str, doc: dict[str, Any]) -> str:
        row = self.company.store.get(REALM, entity, doc["Id"])
        assert row is not None
        return str(row.sync_token)

    def _now(self) -> datetime:
        return self.company.service.clock.now()

    def _second(self) -> int:
        return int(self._now().timestamp())


@pytest.fixture
def clerk(company: SmallCompany) -> Clerk:
    return Clerk(company, Company(company.store, REALM))


@pytest.fixture
def mirrored(connected: Business, clerk: Clerk, company: SmallCompany) -> Business:
    """Acme, with a vendor, everything read, and no question counted."""
    clerk.books.create("Vendor", {"DisplayName": "Granite Supply"}, LAST_DAY)
    if PHOTOGRAPH.taken_at:
        PHOTOGRAPH.put_back(connected)
    else:
        backfill(connected)
        PHOTOGRAPH.take(connected)
    company.mischief.asked.clear()
    return connected


def cursor(business: Business) -> Any:
    return Feed.objects.get(business=business, kind=FeedKind.CHANGES).cursor


def state(business: Business, entity: str) -> EntityState:
    return EntityState.objects.get(business=business, entity=entity)
