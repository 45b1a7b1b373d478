"""Cards are paid whole, each on its day, by a payment of its own kind."""

from sandbox.books.money import amount
from sandbox.generator.forms import ref
from sandbox.generator.office import Office, working_day


def pay_cards(office: Office) -> None:
    """On a card's day (or the next working day): pay its whole balance from checking, when there is enough."""
    for card, label, day in office.kind.spending.cards:
        owed = office.balance(card)
        if office.day == working_day(office.day.replace(day=day)) and 0 < owed < office.balance("checking"):
            body = {
                "TxnDate": office.today,
                "Amount": amount(owed),
                "BankAccountRef": ref(office.account("checking")),
                "CreditCardAccountRef": ref(office.account(card)),
                "PrivateNote": f"{label} statement",
            }
            office.make("CreditCardPayment", body)
