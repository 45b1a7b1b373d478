"""What an aging report is asked for: the day, the parties, and what is open with them."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.books.money import day_of
from sandbox.reports.cells import refuse_cash_basis
from sandbox.reports.open_items import OpenItem, open_items
from sandbox.reports.period import report_day
from sandbox.store import Store


@dataclass(frozen=True, slots=True)
class AgingQuestion:
    """`parties` are the ids that were asked for, none for all; `items` what is open with them on that day."""

    day: str
    macro: str
    parties: frozenset[str]
    items: list[OpenItem]


def aging_question(
    store: Store, realm: str, params: dict[str, str], at: datetime, party_type: str
) -> AgingQuestion:
    """Of parameters report_date, date_macro, customer or vendor; raises the fault of those that cannot be."""
    refuse_cash_basis(params)
    day, macro = report_day(params, day_of(at))
    parties = frozenset(id for id in params.get(party_type.lower(), "").split(",") if id)
    open_now = open_items(store, realm, party_type, day)
    return AgingQuestion(
        day, macro, parties, [item for item in open_now if not parties or item.party_id in parties]
    )
