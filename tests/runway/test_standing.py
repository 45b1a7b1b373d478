"""A client's line of the board: computed from the same books as its digest, and kept until they change."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.cash import Freshness
from core.mirror import mirrors
from core.models import Business, User
from runway import tasks
from runway.calculators.owned import Owned
from runway.models import Action, Decision, Standing, TrayNote, Verdict
from runway.services import standing
from runway.services.position import computed
from runway.services.standing import Figures, figures
from runway.services.tray import TrayService
from sync.models import Connection, EntityState
from sync.orchestrators.digest import DigestSnapshot
from sync.orchestrators.forecast import ForecastSnapshot
from tests.bookkeeping import Books as Pen
from tests.bookkeeping import books as pen
from tests.bookkeeping import money
from tests.runway.books import Books

__all__ = ["pen"]
NOW = datetime(2026, 11, 23, 12, 58, tzinfo=UTC)
FRESH = Freshness(NOW, connected=True, complete=True)
ACME = Business(name="Acme", slug="acme", timezone="America/New_York", home_currency="USD")


def figures_of(books: Books, freshness: Freshness = FRESH) -> Figures:
    snapshot = DigestSnapshot(books.balances, books.flows, books.items, freshness, (), moved=books.moved)
    return figures(snapshot, computed(ForecastSnapshot(snapshot), Owned(), ACME, books.today))


def test_the_figures_of_books_whose_forecast_falls_below_the_line(books: Books) -> None:
    """
    2026-11-23  cash     Operating    3,000.00
    2026-05-29  receipt  Amy's Birds      1.00
    2026-08-24  transfer  Visa        9,100.00
    2026-11-20  deposit  Amy's Birds    400.00
    2026-11-01  bill     Acme Paper   2,000.00   due 2026-12-11
    """
    found = figures_of(books)
    assert (len(found.weeks), found.weeks[0], found.weeks[-1]) == (
        13,
        ("2026-11-27", "3000.00"),
        ("2027-02-19", "1000.00"),
    )
    assert replace(found, weeks=()) == Figures(
        status="amber",
        reason="Below the line by Dec 11: 100 in 100",
        cash=Decimal(3000),
        buffer_days=Decimal(30),
        lowest=Decimal(1000),
        lowest_on=date(2026, 12, 11),
        breach_on=date(2026, 12, 11),
        breach_odds=Decimal(1),
        past_due_out=Decimal(0),
        line=Decimal(1500),
        week_ago=Decimal(2600),
    )


def test_money_held_for_others_is_in_no_figure(books: Books) -> None:
    """
    2026-11-23  cash     Operating      3,000.00
    2026-11-23  trust    Client funds  50,000.00
    2026-05-29  receipt  Amy's Birds        1.00
    """
    assert (figures_of(books).cash, figures_of(books).lowest) == (3000, 3000)


def test_a_material_rest_that_no_document_explains_is_never_green(books: Books) -> None:
    """
    2026-11-23  cash     Operating   30,000.00
    2026-05-29  receipt  Amy's Birds  57,250.00
    2026-08-24  spend    Landlord     9,100.00
    2026-11-23  all movements are read
    """
    hidden = figures_of(books)
    assert (hidden.status, hidden.reason) == ("amber", "About 98 a day is unexplained")
    assert hidden.unexplained_a_day == Decimal(-18150) / 185
    assert hidden.buffer_days == Decimal(30_000) / (100 + Decimal(18150) / 185)
    assert hidden.week_ago is None


def test_a_young_company_has_no_line_and_so_no_colour(books: Books) -> None:
    """
    2026-11-23  cash   Operating  3,000.00
    2026-10-20  spend  Landlord     100.00
    """
    young = figures_of(books)
    assert (young.status, young.buffer_days, young.week_ago) == ("unknown", None, 3000)
    assert young.cash == 3000
    assert "movements do not reach back 91 days" in young.reason


def test_cash_without_a_rate_leaves_every_figure_unknown(books: Books) -> None:
    """
    2026-11-23  cash  Operating  500.00
    2026-11-23  cash  Paris      100.00   no rate
    """
    assert figures_of(books) == Figures("unknown", "Cash is unknown")


def test_books_that_carry_no_digest_have_no_standing_either(books: Books) -> None:
    """
    2026-11-23  cash  Operating  500.00
    """
    unread = replace(FRESH, as_of=None, connected=False)
    assert figures_of(books, unread) == Figures("unknown", "No books yet: QuickBooks is not connected.")


@pytest.fixture
def read(pen: Pen) -> Pen:
    """Acme's books, read to their end: one account of 1,000."""
    Connection.objects.create(business=pen.business, realm_id="9130", environment="sandbox-local")
    states = [EntityState(business=pen.business, entity=m.qbo.name, backfilled_at=NOW) for m in mirrors()]
    EntityState.objects.bulk_create(states)
    pen.account("Checking", CurrentBalance=money("1,000"))
    return pen


def is_outdated(business: Business, now: datetime) -> bool:
    return list(standing.outdated([business], now)) == [business]


class TestKept:
    """On a real database, where merges count generations as they commit."""

    pytestmark = pytest.mark.django_db(transaction=True)

    def test_it_is_outdated_until_computed_and_again_when_the_books_change(self, read: Pen) -> None:
        acme = read.business
        assert is_outdated(acme, NOW)
        standing.refresh(acme, NOW)
        assert not is_outdated(acme, NOW)
        read.account("Checking", CurrentBalance=money("700"))
        assert is_outdated(acme, NOW)
        standing.refresh(acme, NOW + timedelta(seconds=1))
        assert Standing.objects.get().cash == 700

    def test_it_is_outdated_when_the_clients_own_date_turns(self, read: Pen) -> None:
        acme = read.business
        standing.refresh(acme, NOW)
        assert not is_outdated(acme, datetime(2026, 11, 24, 4, 59, tzinfo=UTC))
        assert is_outdated(acme, datetime(2026, 11, 24, 5, tzinfo=UTC))

    def test_it_is_outdated_when_another_edition_computes(self, read: Pen) -> None:
        standing.refresh(read.business, NOW)
        Standing.objects.update(edition="an earlier one")
        assert is_outdated(read.business, NOW + timedelta(minutes=1))

    def test_it_is_outdated_by_a_decision_and_counts_those_that_wait(self, read: Pen, olive: User) -> None:
        acme = read.business
        standing.refresh(acme, NOW)
        later = NOW + timedelta(minutes=1)
        Decision.objects.create(
            business=acme,
            entity="Bill",
            qbo_id="7",
            action=Action.DELAY,
            proposed_by=olive,
            proposed_at=later,
        )
        assert is_outdated(acme, later)
        standing.refresh(acme, later + timedelta(seconds=1))
        assert Standing.objects.get().decisions == 1
        assert not is_outdated(acme, later + timedelta(minutes=1))

    def test_it_counts_the_open_issues_of_the_tray_and_is_outdated_by_a_word_on_one(
        self, read: Pen, olive: User
    ) -> None:
        acme = read.business
        read.account("Savings", CurrentBalance=money("-300"))
        standing.refresh(acme, NOW)
        before = Standing.objects.get().issues
        issue = next(row.issue for row in TrayService(acme).look(NOW).rows)
        later = NOW + timedelta(minutes=1)
        TrayNote.objects.create(
            business=acme,
            kind=issue.kind,
            entity=issue.about.entity,
            qbo_id=issue.about.qbo_id,
            verdict=Verdict.ACCEPTED,
            changed_by=olive,
            changed_at=later,
        )
        assert is_outdated(acme, later)
        standing.refresh(acme, later + timedelta(seconds=1))
        assert Standing.objects.get().issues == before - 1

    def test_one_that_began_earlier_never_covers_a_later_one(self, read: Pen) -> None:
        acme = read.business
        standing.refresh(acme, NOW + timedelta(minutes=1))
        read.account("Checking", CurrentBalance=money("700"))
        standing.refresh(acme, NOW)
        assert Standing.objects.get().cash == 1000

    def test_the_bell_computes_what_is_no_longer_true_and_nothing_twice(self, read: Pen) -> None:
        tasks.standings()
        first = Standing.objects.get()
        assert (first.cash, first.on) == (1000, clock.today(read.business))
        tasks.standings()
        tasks.refresh_standing(read.business.pk)
        assert Standing.objects.get().computed_at == first.computed_at

    def test_a_bell_for_a_business_that_is_gone_is_answered_by_nothing(self) -> None:
        tasks.refresh_standing(4711)
        assert not Standing.objects.exists()


@pytest.mark.django_db
def test_a_thousand_businesses_are_looked_over_with_the_queries_of_ten(acme: Business) -> None:
    queries = []
    for count in (10, 1000):
        names = [f"c{count}-{n}" for n in range(count)]
        Business.objects.bulk_create(Business(firm=acme.firm, name=name, slug=name) for name in names)
        with CaptureQueriesContext(connection) as asked:
            assert len(list(standing.outdated(list(Business.objects.all()), NOW))) >= count
        queries.append(len(asked))
    assert queries[0] == queries[1]
