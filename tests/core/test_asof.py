"""What was open at the end of a day, from what is open now: a payment counts from the later of its two dates."""

from datetime import date
from decimal import Decimal

from core.asof import Application, AsOf, Head, as_of
from core.cash import Document, OpenItem, Side

DAY, BEFORE, AFTER = date(2026, 11, 20), date(2026, 11, 2), date(2026, 11, 28)
FJORD = "12"


def item(entity: str, qbo_id: str, on: date, amount: int) -> OpenItem:
    worth = Decimal(amount)
    return OpenItem(
        Side.RECEIVABLE, Document(entity, qbo_id), FJORD, "Fjord", on, None, total=worth, open=worth
    )


def paid(payment_on: date, invoice_on: date, amount: int) -> Application:
    payer = Head(Document("Payment", "2"), payment_on, -1, None, None)
    target = Head(Document("Invoice", "1"), invoice_on, 1, None, None)
    return Application(payer, target, FJORD, Decimal(amount))


def still_open(found: AsOf) -> dict[str, Decimal]:
    return {entity: amount for (entity, _id, _party), amount in found.open.items()}


def adds_up(found: AsOf, *items: OpenItem) -> bool:
    now = sum(each.open for each in items)
    return sum(found.open.values()) + sum(each.amount for each in found.later) == now


def test_a_document_of_today_counts_and_one_of_tomorrow_does_not() -> None:
    items = item("Invoice", "1", DAY, 90), item("Invoice", "3", AFTER, 40)
    found = as_of(items, (), DAY)
    assert still_open(found) == {"Invoice": 90}
    assert [(each.document.qbo_id, each.on, each.amount) for each in found.later] == [("3", AFTER, 40)]
    assert adds_up(found, *items)


def test_an_invoice_paid_tomorrow_is_open_today() -> None:
    left = item("Invoice", "1", BEFORE, 30)
    found = as_of([left], [paid(AFTER, BEFORE, 60)], DAY)
    assert still_open(found) == {"Invoice": 90}
    assert [(each.document.entity, each.amount) for each in found.later] == [("Payment", -60)]
    assert adds_up(found, left)


def test_a_payment_for_tomorrows_invoice_is_unapplied_today() -> None:
    found = as_of([], [paid(BEFORE, AFTER, 60)], DAY)
    assert still_open(found) == {"Payment": -60}
    assert [(each.document.entity, each.amount) for each in found.later] == [("Invoice", 60)]
    assert adds_up(found)


def test_what_is_all_of_yesterday_or_all_of_tomorrow_moves_nothing() -> None:
    for both in (BEFORE, AFTER):
        found = as_of([], [paid(both, both, 60)], DAY)
        assert (found.open, found.later) == ({}, ())
