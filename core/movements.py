"""From what documents state to dated movements in home currency: what bank, ar and ap have in common."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.db.models import Q

from core import problems
from core.cash import Document, Flow, Problem
from core.money import in_home

HEAD = ("qbo_id", "doc_number", "txn_on", "currency", "exchange_rate", "total")
NO_NAMES: Mapping[str, str] = MappingProxyType({})
REPLACES_NOTHING: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement as its document states it: in the document's currency, perhaps without date or amount.

    `home` is QBO's own home-currency value where it gives one.
    """

    document: Document
    on: date | None
    account_id: str | None
    amount: Decimal | None
    kind: str
    currency: str | None = None
    rate: Decimal | None = None
    home: Decimal | None = None
    party_id: str | None = None
    party: str | None = None
    replaces: frozenset[tuple[str, str]] = REPLACES_NOTHING


@dataclass(frozen=True, slots=True)
class Movements:
    """Flows in home currency, and what had to be left out of them."""

    flows: tuple[Flow, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __add__(self, other: "Movements") -> "Movements":
        return Movements(self.flows + other.flows, self.problems + other.problems)


def dated_since(day: date) -> Q:
    """Documents of that day and later, and undated ones, which are told rather than dropped."""
    return Q(txn_on__gte=day) | Q(txn_on=None)


def stated_by(
    entity: str, row: Any, account_id: str | None, amount: Decimal | None, kind: str, **more: Any
) -> Entry:
    """An entry of a row that carries the columns of `HEAD`."""
    document = Document(entity, row.qbo_id, row.doc_number or "")
    facts = {"currency": row.currency, "rate": row.exchange_rate} | more
    return Entry(document, row.txn_on, account_id, amount, kind, **facts)


def settle(
    entries: Iterable[Entry],
    accounts: frozenset[str],
    home_currency: str,
    names: Mapping[str, str] = NO_NAMES,
    told_since: date = date.min,
) -> Movements:
    """Entries on the accounts asked for as flows; undated, amountless and unconvertible ones as problems.

    Zero moves nothing: that is how QBO leaves a voided document. `names` are today's, by party id. Problems of
    documents before `told_since` are not told.
    """
    flows: list[Flow] = []
    found: dict[Problem, None] = {}
    for entry in entries:
        if entry.account_id not in accounts or entry.amount == 0:
            continue
        home = _home_value(entry, home_currency)
        if home is None or entry.on is None:
            if entry.on is None or entry.on >= told_since:
                found[_trouble(entry)] = None
        else:
            flows.append(_flow(entry, entry.on, home, names))
    return Movements(tuple(flows), tuple(found))


def _home_value(entry: Entry, home_currency: str) -> Decimal | None:
    if entry.home is not None:
        return entry.home
    return in_home(entry.amount, entry.currency, entry.rate, home_currency)


def _trouble(entry: Entry) -> Problem:
    if entry.amount is None:
        return problems.no_amount(entry.document)
    if entry.on is None:
        return problems.undated(entry.document, entry.amount)
    return problems.unknown_rate(entry.document, entry.amount, entry.currency)


def _flow(entry: Entry, on: date, home: Decimal, names: Mapping[str, str]) -> Flow:
    party = names.get(entry.party_id or "") or entry.party or ""
    return Flow(on, home, entry.account_id or "", entry.kind, party, entry.document, entry.replaces)
