"""Bills, invoices and payments of the last months as papers: the part that ar and ap have in common."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Subquery

from core.cash import Document, Side
from core.mirror import LineMirror, ListMirror
from core.models import Business
from core.money import in_home
from core.movements import HEAD
from core.names import todays_names
from core.papers import Paper, Party, Unsorted
from core.together import together

COLUMNS = (*HEAD, "due_on", "note")
LINES = ("parent_qbo_id", "position", "account_id", "amount", "on", "currency", "rate")


def papers(
    parts: Sequence[QuerySet[Any, Any]], business: Business, side: Side, parties: type[ListMirror], party: str
) -> tuple[Paper, ...]:
    """The documents of these queries by date, under today's names. Two queries.

    `party` begins the names of the two columns that say whose document it is ("vendor").
    """
    columns = (*COLUMNS, f"{party}_id", f"{party}_name", "reference")
    known = columns if party == "customer" else columns[:-1]
    found = together(parts, known, order=("txn_on", "qbo_id"))
    rows = [row for rows in found.values() for row in rows]
    names = todays_names(parties, business, (getattr(row, f"{party}_id") for row in rows))
    return tuple(_paper(row, side, party, names, business.home_currency) for row in rows)


def dated_or_open(since: date, amount: str) -> Q:
    """Documents of that day and later, undated ones, and those with something open."""
    return Q(txn_on__gte=since) | Q(txn_on=None) | ~Q(**{amount: 0})


def in_use(model: type[ListMirror], business: Business, side: Side) -> Iterator[Party]:
    """Parties that can be put on a new document. One query."""
    rows = model.objects.of(business).exclude(active=False).exclude(name=None).filter(merged_into=None)
    for qbo_id, name, terms_id in rows.order_by("name", "qbo_id").values_list("qbo_id", "name", "terms_id"):
        yield Party(side, qbo_id, name, bool(terms_id))


def unsorted(
    lines: Sequence[type[LineMirror]], business: Business, accounts: Mapping[str, str], since: date
) -> tuple[Unsorted, ...]:
    """Amounts of lines on these accounts (names by id) in home currency, of documents of that day and later.

    One query. A line whose document's rate is unknown is left out: its document is told elsewhere.
    """
    rows = together(
        [_on(model, business, accounts, since) for model in lines], LINES, ("parent_qbo_id", "position")
    )
    found = (
        (row, in_home(row.amount, row.currency, row.rate, business.home_currency))
        for group in rows.values()
        for row in group
    )
    return tuple(
        Unsorted(row.account_id, accounts[row.account_id], row.on, abs(home))
        for row, home in found
        if home is not None
    )


def _on(model: type[LineMirror], business: Business, accounts: Mapping[str, str], since: date) -> QuerySet:
    parents = model.qbo.parent.objects.of(business).filter(qbo_id=OuterRef("parent_qbo_id"))
    of_parent = {"on": "txn_on", "currency": "currency", "rate": "exchange_rate"}
    said = {name: Subquery(parents.values(column)) for name, column in of_parent.items()}
    lines = model.objects.of(business).filter(account_id__in=list(accounts)).annotate(**said)
    return lines.filter(on__gte=since).exclude(amount=None)


def _paper(row: Any, side: Side, party: str, names: dict[str, str], home_currency: str) -> Paper:
    party_id = getattr(row, f"{party}_id") or ""
    note = row.note or ""
    return Paper(
        side=side,
        document=Document(row.entity, row.qbo_id, row.doc_number or getattr(row, "reference", None) or ""),
        party_id=party_id,
        party=names.get(party_id) or getattr(row, f"{party}_name") or "",
        on=row.txn_on,
        due_on=row.due_on,
        total=in_home(row.total, row.currency, row.exchange_rate, home_currency),
        note=note,
        voided=row.total == 0 and note.startswith(tuple(settings.QBO_VOID_MARKERS)),
    )
