"""Companies of every kind in the sandbox, with what their own life seldom brings; their digests and their trays."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from core.mirror import mirrors
from core.models import Business, Firm
from runway.services.digest import DigestService
from runway.services.digest_page import Digest
from runway.services.position import position_of
from runway.services.standing import Figures, figures
from runway.services.tray import Looked, TrayService
from sandbox.books.company import Company
from sandbox.generator import found
from sandbox.store import Store
from sync.merge import merge
from sync.models import Connection, EntityState
from tests.runway.ledger_clerk import Clerk
from tests.runway.ledger_foreign import enter_foreign

EVENING = time(3, 30, tzinfo=UTC)
"""Half past ten of the day before in New York, where the companies are."""


@dataclass(frozen=True)
class Founding:
    """How a company is founded; `loans` are (days ago, cents), negative when paid back."""

    seed: int
    until: date
    kind: str = "agency"
    days: int = 250
    scale: float = 0.3
    loans: tuple[tuple[int, int], ...] = ()
    hidden_payroll: bool = False


def founded(founding: Founding, path: Path) -> Company:
    """The company's books up to its last day, with all that is out of the ordinary."""
    until = datetime.combine(founding.until, time(20), UTC)
    company = found(
        Store(path),
        founding.kind,
        seed=founding.seed,
        until=until,
        scale=founding.scale,
        days=founding.days,
        hidden_payroll=founding.hidden_payroll,
    )
    clerk = Clerk(company, founding.until, founding.days)
    clerk.enter_all(founding.loans)
    if company.shelf.multicurrency:
        enter_foreign(clerk)
    company.check_balance()
    return company


def mirrored(company: Company, read_at: datetime) -> Business:
    """A business whose mirror holds every object of the company; always of the same id, which its draws begin from."""
    firm = Firm.objects.create(name="Acme", slug="acme")
    business = Business.objects.create(pk=4711, firm=firm, name="Acme", slug="acme")
    for model in mirrors():
        sql = "SELECT body FROM object WHERE realm = ? AND entity = ? AND deleted = 0"
        bodies = [body for (body,) in company.store.rows(sql, company.realm, model.qbo.name)]
        assert merge(business, model, bodies, read_at).quarantined == 0
        EntityState.objects.create(business=business, entity=model.qbo.name, backfilled_at=read_at)
    Connection.objects.create(business=business, realm_id=company.realm, environment="sandbox-local")
    return business


def digest_on(business: Business, today: date) -> Digest:
    """What the page shows in the evening of a day on which the books were read; only what is unexplained may be odd."""
    at = datetime.combine(today + timedelta(days=1), EVENING)
    EntityState.objects.filter(business=business).update(backfilled_at=at)
    page = DigestService(business).page(at)
    assert (page.today, page.refusal) == (today, None)
    assert {problem.kind for problem in page.problems} <= {"unexplained movement"}
    assert page.digest is not None
    return page.digest


def figures_on(business: Business, today: date, looked: Looked) -> Figures:
    """What the board would say in the evening of a day."""
    at = datetime.combine(today + timedelta(days=1), EVENING)
    return figures(looked.snapshot.books, position_of(business, at))


def tray_on(business: Business, today: date) -> Looked:
    """What the tray finds in the evening of a day."""
    return TrayService(business).look(datetime.combine(today + timedelta(days=1), EVENING))
