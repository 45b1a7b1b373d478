"""The companies whose pages are held against their ledgers: agencies of every answer, two of each other kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from django.db import transaction

from core.cash import Side
from runway.calculators.runway import Verdict
from runway.services.digest_page import Digest, OpenSide
from runway.services.standing import Figures
from runway.services.tray import Looked
from sandbox.books.company import Company
from tests.runway.ledger_books import Founding, digest_on, figures_on, founded, mirrored, tray_on
from tests.runway.ledger_figures import DAY, Ledger, Owed, ledger_of

COMPANIES = {
    "burning": Founding(5, date(2026, 11, 20)),
    "a loan came and went": Founding(11, date(2026, 11, 18), loans=((60, 30_000_000), (25, -26_000_000))),
    "overdrawn by paying back a loan": Founding(42, date(2026, 11, 23), loans=((30, -25_000_000),)),
    "young": Founding(7, date(2026, 11, 19), days=45),
    "construction": Founding(2, date(2026, 11, 20), "construction", days=130),
    "construction again": Founding(13, date(2026, 9, 2), "construction", days=110),
    "professional": Founding(3, date(2026, 11, 19), "professional", days=130),
    "professional again": Founding(29, date(2026, 8, 31), "professional", days=110),
    "ecommerce": Founding(4, date(2026, 11, 17), "ecommerce", days=130),
    "ecommerce again": Founding(8, date(2026, 7, 10), "ecommerce", days=110),
    "consulting": Founding(6, date(2026, 11, 23), "consulting", days=130),
    "consulting again": Founding(31, date(2026, 6, 5), "consulting", days=110),
    "hidden payroll": Founding(6, date(2026, 11, 20), "consulting", days=130, hidden_payroll=True),
}
ANSWERS = {
    "burning": (Verdict.DAYS, 0),
    "a loan came and went": (Verdict.NOT_BURNING, 2),
    "overdrawn by paying back a loan": (Verdict.OVERDRAWN, 1),
    "young": (Verdict.UNKNOWN, 0),
}
"""What the net-burn runway says on the first day, and how many weeks it leaves out as one-offs."""

LATER = (0, 1, 4)
"""Days after the last day of the books: for the agencies, every day of the week is between them."""


@dataclass(frozen=True)
class Seen:
    """What the digest shows on a day, and the tray on the first, beside the ledger of that company."""

    name: str
    company: Company
    ledger: Ledger
    today: date
    digest: Digest
    standing: Figures
    tray: Looked

    def owed(self, side: Side) -> tuple[Owed, ...]:
        return self.ledger.receivable if side is Side.RECEIVABLE else self.ledger.payable

    def shown(self, side: Side) -> OpenSide:
        return self.digest.receivables if side is Side.RECEIVABLE else self.digest.payables


def seen_on(name: str, founding: Founding, folder: Path, later: Iterable[int], blocker: Any) -> list[Seen]:
    """One company on its days. The mirror is filled once for all of them, and rolled back."""
    company = founded(founding, folder / "books.sqlite")
    ledger = ledger_of(company.store, company.realm)
    days = [founding.until + DAY * number for number in later]
    with blocker.unblock(), transaction.atomic():
        business = mirrored(company, datetime.combine(days[0], time(12), UTC))
        tray = tray_on(business, days[0])
        seen = [
            Seen(name, company, ledger, day, digest_on(business, day), figures_on(business, day, tray), tray)
            for day in days
        ]
        transaction.set_rollback(True)
    return seen
