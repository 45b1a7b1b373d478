"""People's word on an account, laid over what the books suggest."""

from core.cash import AccountKind
from runway.calculators.movements import book_cash
from runway.services.marks import marked
from tests.runway.books import Books
from tests.runway.test_digest_service import digest_of


def test_an_account_without_a_mark_stays_as_suggested(books: Books) -> None:
    """
    2026-11-23  cash   Operating     500.00
    2026-11-23  trust  Client funds  900.00
    """
    assert marked(books.balances, {}) == books.balances


def test_a_mark_on_an_account_that_is_gone_changes_nothing(books: Books) -> None:
    """
    2026-11-23  cash  Operating  500.00
    """
    assert marked(books.balances, {"closed": AccountKind.TRUST}) == books.balances


def test_money_marked_as_other_peoples_is_no_longer_cash(books: Books) -> None:
    """
    2026-11-23  cash  Operating  500.00
    2026-11-23  cash  Deposits   900.00
    """
    now = marked(books.balances, {"Deposits": AccountKind.TRUST})
    assert (book_cash(books.balances).total, book_cash(now).total) == (1400, 500)


def test_the_digest_has_words_for_what_people_set_apart(books: Books) -> None:
    """
    2026-11-23  cash      Operating  500.00
    2026-11-23  tax       Savings    300.00
    2026-11-23  excluded  Old bank   200.00
    """
    cash = digest_of(books).cash
    assert cash.available == 500
    assert [(apart.balance.name, apart.kind) for apart in cash.apart] == [
        ("Savings", "set aside for taxes"),
        ("Old bank", "left out by choice"),
    ]
