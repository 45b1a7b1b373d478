"""Acme's office for the console's tests: small books behind the real merge, and the people who decide on them."""

from datetime import date, timedelta
from typing import Any

from core import clock
from core.mirror import mirrors
from core.models import Business, Membership, Role, User
from sync.models import Connection, EntityState
from tests.bookkeeping import Books, money, ref

PASSWORD = "a-long-password-for-tests"
VENDOR, CUSTOMER = ref("71", "Granite Glaze"), ref("12", "Fjord & Pine")


def opened(acme: Business) -> Books:
    """Acme's books as `just_opened`, and a cent that was sold 60 days ago: movements are known from then on."""
    made = just_opened(acme)
    sold = {"TotalAmt": money("0.01"), "DepositToAccountRef": ref("Checking"), "CustomerRef": CUSTOMER}
    made.enter("SalesReceipt", TxnDate=in_days(-60).isoformat(), **sold)
    return made


def just_opened(acme: Business) -> Books:
    """Acme connected and read completely: 20,000.00 in the bank, a vendor, a customer; nothing ever moved."""
    Connection.objects.create(business=acme, realm_id="9130", environment="sandbox-local")
    read = [EntityState(business=acme, entity=m.qbo.name, backfilled_at=clock.now()) for m in mirrors()]
    EntityState.objects.bulk_create(read)
    made = Books(acme)
    made.account("Checking", CurrentBalance=money("20,000"))
    made.account("A/R", "Accounts Receivable", "AccountsReceivable")
    made.account("A/P", "Accounts Payable", "AccountsPayable")
    made.enter("Vendor", Id="71", DisplayName="Granite Glaze", Active=True)
    made.enter("Customer", Id="12", DisplayName="Fjord & Pine", Active=True)
    return made


def in_days(days: int) -> date:
    return clock.local_date(clock.now(), "America/New_York") + timedelta(days=days)


def billed(books: Books, open_amount: str, due_in: int, **fields: Any) -> str:
    """A bill of Granite's, due in so many days; gives its id."""
    said = {"TxnDate": in_days(due_in - 30).isoformat(), "DueDate": in_days(due_in).isoformat()}
    amounts = {"TotalAmt": money(open_amount), "Balance": money(open_amount)}
    return books.enter("Bill", **(said | amounts | {"VendorRef": VENDOR, "DocNumber": "GG-5512"} | fields))


def invoiced(books: Books, open_amount: str, due_in: int, **fields: Any) -> str:
    """An invoice to Fjord & Pine, due in so many days; gives its id."""
    said = {"TxnDate": in_days(due_in - 30).isoformat(), "DueDate": in_days(due_in).isoformat()}
    amounts = {"TotalAmt": money(open_amount), "Balance": money(open_amount)}
    return books.enter(
        "Invoice", **(said | amounts | {"CustomerRef": CUSTOMER, "DocNumber": "2291"} | fields)
    )


def hired(acme: Business, name: str, role: Role = Role.CONTROLLER) -> User:
    """Somebody who works on Acme."""
    user = User.objects.create_user(f"{name.lower()}@acme.example", PASSWORD, name=name)
    Membership.objects.create(user=user, firm=acme.firm, business=acme, role=role)
    return user
