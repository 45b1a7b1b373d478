"""What stands on a Monday, made by the calculators of the books in a docstring."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from core.models import Business
from runway.calculators.owned import Assumptions, Owned
from runway.calculators.position import Facts, Position, position
from runway.models import KeptWeek
from runway.services import kept_weeks
from tests.runway.books import Books

LINE = Decimal(300)


def monday(books: Books) -> Position:
    """The position of the books on their today, with a minimum line of 300."""
    facts = Facts(books.today, 7, "USD", books.balances, books.flows, books.items)
    return position(facts, Owned(Assumptions(minimum_line=LINE)))


def keep(acme: Business, books: Books, hours_old: int = 0) -> KeptWeek:
    """Acme's week, kept on the morning of the books' today."""
    morning = datetime.combine(books.today, datetime.min.time(), UTC) + timedelta(hours=13)
    read_at = morning - timedelta(hours=hours_old)
    assert kept_weeks.write_down(acme, monday(books), read_at, 1, morning) == ""
    return KeptWeek.objects.get(business=acme, monday=kept_weeks.monday_of(books.today))
