"""Books whose past is too short to show what usually comes: cash is known, nothing ahead is. It is Nov 23, 2026."""

from decimal import Decimal

from runway.calculators.status import Light
from runway.services.standing import Figures
from tests.runway.books import Books
from tests.runway.test_digest_service import digest_of
from tests.runway.test_standing import figures_of


def test_the_digest_says_why_nothing_ahead_is_known(books: Books) -> None:
    """
    2026-11-23  cash     Operating    9,100.00
    2026-11-06  spend    Landlord       100.00
    2026-11-20  spend    Landlord       100.00
    2026-11-01  invoice  Amy's Birds     75.00   due 2026-12-06
    """
    digest = digest_of(books)
    why = "Movements are known for fewer than four weeks"
    assert (digest.status.light, digest.status.reason) == (Light.UNKNOWN, why)
    assert (digest.low.amount, digest.low.line_breach, digest.low.zero_odds, digest.curve) == (None,) * 4
    assert (digest.runways[2].value, digest.runways[2].formula) == ("unknown", why)
    assert digest.headline == (
        "Cash is $9,100, $100 less than a week ago. What lies ahead is unknown: movements are known for fewer than "
        "four weeks. $75 is due in and nothing due out by Dec 6."
    )


def test_the_board_knows_cash_and_nothing_ahead(books: Books) -> None:
    """
    2026-11-23  cash   Operating  3,000.00
    2026-11-20  spend  Landlord     100.00
    """
    said = "Movements are known for fewer than four weeks"
    assert figures_of(books) == Figures("unknown", said, cash=Decimal(3000))
