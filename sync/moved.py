"""Which documents move cash, and what they moved in all domains together."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from core.mirror import DocumentMirror, Mirror
from core.movements import Movements

EVER = date.min
NO_CASH = {"Invoice", "CreditMemo", "Estimate", "Bill", "VendorCredit", "PurchaseOrder"}


class Moves(Protocol):
    """A domain's service, which knows how its documents move money."""

    def movements(self, since: date, accounts: frozenset[str], told_since: date = ...) -> Movements: ...


def may_move(model: type[Mirror]) -> bool:
    """Whether a document of this kind may move a bank or card account, now; what is promised or owed does not."""
    return issubclass(model, DocumentMirror) and model.qbo.name not in NO_CASH


def moved_since(
    since: date, accounts: frozenset[str], services: Iterable[Moves], told_since: date = EVER
) -> Movements:
    """What moved on these accounts from a day on, in home currency; problems of documents from `told_since` on."""
    return sum((one.movements(since, accounts, told_since) for one in services), Movements())
