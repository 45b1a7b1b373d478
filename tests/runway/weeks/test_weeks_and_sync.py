"""A kept week beside books that live on in QuickBooks: every difference has its kind, the Monday stays as it was."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core import clock
from core.models import Business
from runway.calculators.variance import Kind
from runway.services import kept_weeks
from runway.services.past_weeks import PastWeeksService
from runway.services.past_weeks_page import KeptWeekPage
from sync.orchestrators.changes import pull_changes
from tests.runway.weeks.test_past_weeks import as_it_was
from tests.sync.clerk import Clerk, clerk, mirrored
from tests.sync.small_company import company, connected, in_a_hurry

__all__ = ["clerk", "company", "connected", "in_a_hurry", "mirrored"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]


def paid(clerk: Clerk, bill: dict[str, Any], amount: int, on: str) -> None:
    clerk.enter(
        "BillPayment",
        VendorRef=bill["VendorRef"],
        TxnDate=on,
        TotalAmt=amount,
        PayType="Check",
        CheckPayment={"BankAccountRef": clerk.first("Account", AccountType="Bank")},
        Line=[{"Amount": amount, "LinkedTxn": [{"TxnId": bill["Id"], "TxnType": "Bill"}]}],
    )


def spent(clerk: Clerk, vendor: dict[str, Any], amount: int, on: str) -> None:
    clerk.enter(
        "Purchase",
        PaymentType="Check",
        AccountRef=clerk.first("Account", AccountType="Bank"),
        EntityRef={"value": vendor["Id"], "type": "Vendor"},
        TxnDate=on,
        Line=[clerk.cost(amount)],
    )


def shown(acme: Business, now: datetime) -> KeptWeekPage:
    page = PastWeeksService(acme).week(kept_weeks.monday_of(clock.today(acme)), now)
    assert page is not None
    return page


def test_each_difference_of_a_week_has_its_kind(mirrored: Business, clerk: Clerk) -> None:
    """
    Four bills fall due today: 301 is deleted, 302 paid in two parts, 303 paid with 200 and the rest taken off, 304
    waits.
    A vendor's check over 77 was foreseen by nobody.
    """
    now, today = clock.now(), clock.today(mirrored).isoformat()
    vendors = [
        clerk.enter("Vendor", DisplayName=f"Vendor of {amount}") for amount in (301, 302, 303, 304, 77)
    ]
    gone, parts, less, waits = (
        clerk.enter(
            "Bill", VendorRef={"value": v["Id"]}, Line=[clerk.cost(amount)], TxnDate=today, DueDate=today
        )
        for v, amount in zip(vendors, (301, 302, 303, 304), strict=False)
    )
    pull_changes(mirrored)
    assert kept_weeks.keep(mirrored, now) == ""
    before = shown(mirrored, now)
    clerk.delete("Bill", gone)
    paid(clerk, parts, 102, today)
    paid(clerk, parts, 200, today)
    paid(clerk, less, 200, today)
    clerk.change("Bill", less, Line=[clerk.cost(200)])
    spent(clerk, vendors[4], 77, today)
    pull_changes(mirrored)
    after = shown(mirrored, now + timedelta(days=7))
    assert as_it_was(after) == as_it_was(before)
    assert after.variance is not None
    pieces = {piece.party: piece for row in after.variance.rows for piece in row.pieces}
    kinds = {name: {part.kind: part.amount for part in piece.kinds} for name, piece in pieces.items()}
    assert kinds == {
        "Vendor of 301": {Kind.DATA_ERROR: Decimal(301)},
        "Vendor of 303": {Kind.PERMANENT: Decimal(103)},
        "Vendor of 304": {Kind.TIMING: Decimal(304)},
        "Vendor of 77": {Kind.MISSING: Decimal(-77)},
    }
    assert waits["Id"] in {document.qbo_id for document in pieces["Vendor of 304"].documents}
    assert after.variance.total.difference == 301 + 103 + 304 - 77
