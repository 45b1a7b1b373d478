"""A pen for tests: writes small documents as QBO would send them, through the real merge."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from core.mirror import mirror_named
from core.models import Business
from sync import generations
from sync.merge import Tally, merge

encode = msgspec.json.Encoder(decimal_format="number").encode
OPENING = datetime(2026, 11, 1, 9, tzinfo=UTC)


class Books:
    """The books of one business. Amounts are given as text ("12.50"), accounts and parties by their ids."""

    def __init__(self, business: Business) -> None:
        self.business = business
        self.clock = OPENING
        self.last_id = 100

    def enter(self, entity: str, **fields: Any) -> str:
        """Write one object as QBO states it; gives it an id where it has none, and returns the id."""
        self.last_id += 1
        qbo_id = fields.pop("Id", str(self.last_id))
        tally = self.answer(entity, {"Id": qbo_id, "SyncToken": "0", **fields})
        assert not tally.quarantined, f"{entity} {qbo_id} could not be read"
        return qbo_id

    def delete(self, entity: str, qbo_id: str) -> None:
        """The tombstone that QBO's list of changes carries."""
        self.answer(entity, {"Id": qbo_id, "status": "Deleted", "domain": "QBO"})

    def answer(self, entity: str, body: dict[str, Any]) -> Tally:
        """One object of one answer, a minute after the last."""
        self.clock += timedelta(minutes=1)
        stamped = body | {"MetaData": {"LastUpdatedTime": self.clock.isoformat(timespec="seconds")}}
        model = mirror_named(entity)
        assert model is not None, f"{entity} is not mirrored"
        told = merge(self.business, model, [encode(stamped)], self.clock)
        generations.bump(
            self.business.pk
        )  # what follows a commit, which a test's own transaction never makes
        return told

    def account(self, name: str, kind: str = "Bank", sub_type: str = "Checking", **fields: Any) -> str:
        """An account under an id of its own name."""
        said = {"Name": name, "FullyQualifiedName": name, "AccountType": kind, "AccountSubType": sub_type}
        return self.enter("Account", Id=name, **({"Active": True, "CurrentBalance": 0} | said | fields))

    def rate(self, currency: str, on: str, rate: str) -> None:
        """What one unit of a foreign currency is worth in dollars from that day on."""
        self.enter(
            "ExchangeRate",
            SourceCurrencyCode=currency,
            TargetCurrencyCode="USD",
            AsOfDate=on,
            Rate=Decimal(rate),
        )


def money(text: str) -> Decimal:
    """ "1,250.00" as it is written in books."""
    return Decimal(text.replace(",", ""))


def ref(qbo_id: str, name: str | None = None, **more: Any) -> dict[str, Any]:
    """A reference as QBO writes it."""
    return {"value": qbo_id} | ({"name": name} if name else {}) | more


def linked(amount: str, entity: str, qbo_id: str) -> dict[str, Any]:
    """A line that says which document an amount belongs to."""
    return {"Amount": money(amount), "LinkedTxn": [{"TxnId": qbo_id, "TxnType": entity}]}


def spent_on(amount: str, account: str) -> dict[str, Any]:
    """A line that spends an amount on an account."""
    detail = {"AccountRef": ref(account)}
    return {
        "Amount": money(amount),
        "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": detail,
    }


def posted(side: str, amount: str, account: str, party: dict[str, Any] | None = None) -> dict[str, Any]:
    """A debit or a credit of a journal entry."""
    detail = {"PostingType": side, "AccountRef": ref(account)} | ({"Entity": party} if party else {})
    return {"Amount": money(amount), "DetailType": "JournalEntryLineDetail", "JournalEntryLineDetail": detail}


@pytest.fixture
def books(acme: Business) -> Books:
    """Acme's books, empty."""
    return Books(acme)
