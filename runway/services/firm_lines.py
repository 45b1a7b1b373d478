"""Flow: mirrored. Whether each firm's line of the board is the sum of its clients, and each client's that of its books.

A standing says which books and day it is of; only one that claims to be of these is held against them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from core.models import Business, Firm
from core.moment import one_moment
from runway.calculators.movements import book_cash
from runway.services import standing
from runway.services.board import board_row, standings_of
from runway.services.board_page import BoardRow, Show, narrowed
from runway.services.marks import marked, marks_of
from sync.orchestrators.accounts import cash_accounts
from sync.orchestrators.board import board_snapshot
from sync.orchestrators.quality import Violation, keep_of_board

ZERO = Decimal(0)


def look_over(now: datetime) -> tuple[Violation, ...]:
    """Hold the lines of all firms against their clients' books, and keep what was found with the day."""
    found = tuple(one for firm in Firm.objects.order_by("pk") for one in violations(firm, now))
    keep_of_board(found, now)
    return found


def violations(firm: Firm, now: datetime) -> Iterator[Violation]:
    """Clients whose line is not their books', and currencies in which the firm's line is not the sum of them.

    Three queries a client, and a few more.
    """
    businesses = list(Business.objects.filter(firm=firm).select_related("firm").order_by("pk"))
    with one_moment():
        rows = dict(_rows(businesses, now))
        stale = set(standing.outdated(businesses, now))
        cash = {each: _cash(each, rows[each], each in stale) for each in businesses}
    for business, row in rows.items():
        if row.cash != cash[business]:
            words = f"{row.cash:,.2f} on the board, {_said(cash[business])} on its accounts"
            yield Violation("Business", business.slug, words)
    yield from _unlike(firm, rows.values(), cash)


def _unlike(
    firm: Firm, rows: Collection[BoardRow], cash: Mapping[Business, Decimal | None]
) -> Iterator[Violation]:
    line = {total.currency: total.cash for total in narrowed(list(rows), Show.ALL, "").totals.cash}
    summed: dict[str, Decimal] = defaultdict(Decimal)
    for business, amount in cash.items():
        summed[business.home_currency] += amount or ZERO
    for currency in sorted(line.keys() | summed.keys()):
        if line.get(currency, ZERO) != summed[currency]:
            words = f"{line.get(currency, ZERO):,.2f} {currency} in its line, {summed[currency]:,.2f} of its clients"
            yield Violation("Firm", firm.slug, words)


def _rows(businesses: list[Business], now: datetime) -> Iterator[tuple[Business, BoardRow]]:
    known, kept = board_snapshot(businesses), standings_of(businesses, weeks=False)
    for business in businesses:
        freshness, generation = known.freshness[business.pk], known.generations[business.pk]
        yield business, board_row(business, kept.get(business.pk), freshness, generation, now)


def _cash(business: Business, row: BoardRow, is_stale: bool) -> Decimal | None:
    """Book cash by the accounts themselves; what the row says where that claims nothing of these books."""
    if row.cash is None or is_stale:
        return row.cash
    balances = (account.balance for account in cash_accounts(business))
    return book_cash(marked(balances, marks_of(business))).total


def _said(amount: Decimal | None) -> str:
    return "unknown" if amount is None else f"{amount:,.2f}"
