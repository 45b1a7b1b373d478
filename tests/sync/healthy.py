"""Healthy companies of every kind, odd in every way that books may be: served over HTTP, connected and mirrored."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from pytest_django import Settings

from core.models import Business, Firm
from sandbox import switches
from sandbox.books.company import Company
from sandbox.clock import Clock
from sandbox.generator.forms import applied, ref
from sandbox.living import Living
from sandbox.service import Service
from sandbox.store import Store
from sandbox.tokens import Client
from sync.differences import BENIGN, DifferenceKind
from sync.models import TieOut, TieState
from sync.orchestrators.mirror import backfill
from sync.orchestrators.reconcile import Reconciled, reconcile
from tests.conftest import point_at
from tests.runway.ledger_books import Founding, founded
from tests.runway.ledger_clerk import Clerk
from tests.sync.small_company import SmallCompany, Spoiled, served

AFTERNOON = time(21, tzinfo=UTC)


@dataclass(frozen=True)
class Healthy:
    """A company whose books are sound, the business that mirrors them, and the clock of both."""

    books: Company
    business: Business
    service: Service
    clock: Clock

    def live(self, days: int) -> None:
        """So many days pass, with all that the company does in them."""
        self.clock.move(advance=days * 86_400)
        Living(self.service.store, self.clock).run(self.books.realm, self.clock.now())
        self.books.check_balance()

    def switch(self, name: str, value: Any) -> None:
        """Let QuickBooks behave in another way."""
        switches.write(self.service.store, self.books.realm, name, value)

    def reconcile(self) -> tuple[list[TieOut], Reconciled]:
        """Hold the mirror against the books: each figure as it came out, and all that differed."""
        found = reconcile(self.business)
        last = TieOut.objects.filter(business=self.business).order_by("-at").values("run")[:1]
        return list(TieOut.objects.filter(run__in=last)), found

    def assert_no_alarm(self) -> None:
        """Nothing is unexplained, nothing had to be repaired; what is dated ahead is seen and excused."""
        rows, found = self.reconcile()
        assert {row.what for row in rows} > {"ar", "ap"}
        assert [(str(row), row.differences) for row in rows if row.state != TieState.AGREES] == []
        assert (found.ties, found.repaired) == (True, 0)
        kinds = {one.kind for one in found.differences}
        assert kinds <= BENIGN
        assert DifferenceKind.FUTURE_DATED in kinds


@contextmanager
def healthy(
    founding: Founding, folder: Path, settings: Settings, patch: pytest.MonkeyPatch
) -> Iterator[Healthy]:
    """The company on the afternoon of its last day, its mirror just filled."""
    clock = clock_at(founding.until, folder, patch)
    books = founded(founding, folder / "books.sqlite")
    enter_around(Clerk(books, founding.until, founding.days))
    with alive(books.realm, folder, clock, settings) as company:
        yield company


def clock_at(day: date, folder: Path, patch: pytest.MonkeyPatch) -> Clock:
    """The clock of product and sandbox, on the afternoon of a day."""
    clock = Clock(folder / "clock.json")
    clock.move(to=datetime.combine(day, AFTERNOON))
    patch.setenv("ROWCOL_CLOCK_FILE", str(clock.path))
    return clock


@contextmanager
def alive(realm: str, folder: Path, clock: Clock, settings: Settings) -> Iterator[Healthy]:
    """The company of the folder's books served over HTTP, connected, and its mirror filled."""
    client = Client(configured.QBO_CLIENT_ID, configured.QBO_CLIENT_SECRET)
    service = Service(Store(folder / "books.sqlite"), clock, client, mischief=Spoiled())
    with served(service) as url:
        point_at(url, settings)
        firm = Firm.objects.create(name="Acme", slug="acme")
        business = Business.objects.create(firm=firm, name="Acme", slug="acme")
        SmallCompany(url, service, Spoiled()).connect(business, realm)
        backfill(business)
        yield Healthy(Company(service.store, realm), business, service, clock)


def enter_around(clerk: Clerk) -> None:
    """Payments dated before what they settle, and settled things dated after, on both sides; and what was voided."""
    _receivable_around(clerk)
    _payable_around(clerk)
    clerk.company.check_balance()


def _receivable_around(clerk: Clerk) -> None:
    customer, bank = clerk.id("Customer"), clerk.id("Account", "Operating Checking")
    owed = clerk._invoice(10, 50_000)
    ahead = clerk._invoice(-7, 40_000)
    by = {"CustomerRef": ref(customer), "DepositToAccountRef": ref(bank)}
    clerk.make("Payment", -5, TotalAmt=200, Line=[applied(20_000, "Invoice", owed["Id"])], **by)
    clerk.make("Payment", 2, TotalAmt=450, Line=[applied(40_000, "Invoice", ahead["Id"])], **by)
    gone = clerk._invoice(12, 77_000)
    _void(clerk, "Invoice", gone)
    lost = clerk.make("Payment", 6, TotalAmt=90, Line=[applied(9_000, "Invoice", owed["Id"])], **by)
    _void(clerk, "Payment", lost)


def _payable_around(clerk: Clerk) -> None:
    vendor, bank = clerk.id("Vendor"), clerk.id("Account", "Operating Checking")
    owed, ahead = clerk._bill(20, 60_000), clerk._bill(-6, 30_000)
    by = {"VendorRef": ref(vendor), "PayType": "Check", "CheckPayment": {"BankAccountRef": ref(bank)}}
    clerk.make("BillPayment", -4, TotalAmt=600, Line=[applied(60_000, "Bill", owed["Id"])], **by)
    clerk.make("BillPayment", 1, TotalAmt=300, Line=[applied(30_000, "Bill", ahead["Id"])], **by)


def _void(clerk: Clerk, entity: str, made: dict[str, Any]) -> None:
    row = clerk.company.store.get(clerk.company.realm, entity, made["Id"])
    assert row is not None
    at = datetime.combine(clerk.day, time(12), UTC)
    clerk.company.void(entity, {"Id": made["Id"], "SyncToken": str(row.sync_token)}, at)


def last_day(seed: int) -> date:
    """A day of the business's own choice, so that every day of the week and month comes."""
    return date(2026, 11, 20) - timedelta(days=17 * seed)
