"""Acme's books with issues of many kinds, and a bookkeeper, Bea, who works on the tray."""

from datetime import timedelta
from typing import Any

from django.test import Client

from core import clock
from core.mirror import mirrors
from core.models import Business, Membership, Role, User
from sync.models import Connection, EntityState, Feed, FeedKind
from tests.bookkeeping import Books, money, ref
from tests.conftest import PASSWORD, signed_in


def day(back: int) -> str:
    """So many days before today, as QuickBooks writes it."""
    return (clock.now().date() - timedelta(days=back)).isoformat()


def opened(books: Books) -> Books:
    """Acme connected and read completely, with a bank account, a customer and a vendor with terms."""
    now = clock.now()
    Connection.objects.create(business=books.business, realm_id="9130", environment="sandbox-local")
    read = [EntityState(business=books.business, entity=m.qbo.name, backfilled_at=now) for m in mirrors()]
    EntityState.objects.bulk_create(read)
    Feed.objects.create(business=books.business, kind=FeedKind.CHANGES, cursor=now, last_ok_at=now)
    books.account("Checking", CurrentBalance=money("1,000"))
    books.enter("Customer", Id="12", DisplayName="Fjord & Pine", Active=True)
    books.enter("Vendor", Id="71", DisplayName="Granite & Sons", Active=True, TermRef=ref("3"))
    said = {"TxnDate": day(200), "TotalAmt": money("1,000"), "CustomerRef": ref("12")}
    books.enter("SalesReceipt", **said, DepositToAccountRef=ref("Checking"))
    return books


def bill(books: Books, amount: str = "90", **fields: Any) -> str:
    said = {"TxnDate": day(3), "VendorRef": ref("71"), "TotalAmt": money(amount), "Balance": money(amount)}
    return books.enter("Bill", **(said | fields))


def invoice(books: Books, amount: str = "90", **fields: Any) -> str:
    said = {"TxnDate": day(3), "CustomerRef": ref("12"), "TotalAmt": money(amount), "Balance": money(amount)}
    return books.enter("Invoice", **(said | fields))


def person(business: Business, name: str, role: Role) -> User:
    user = User.objects.create_user(f"{name.lower()}@acme.example", PASSWORD, name=name)
    Membership.objects.create(user=user, firm=business.firm, business=business, role=role)
    return user


def bea(business: Business) -> Client:
    """Bea keeps Acme's books."""
    return signed_in(person(business, "Bea", Role.BOOKKEEPER))


def text(answer: Any) -> str:
    """The words of a page."""
    return " ".join(strip(answer.content.decode()).split())


def strip(html: str) -> str:
    out, inside = [], False
    for character in html:
        inside = True if character == "<" else inside
        out.append(" " if inside else character)
        inside = False if character == ">" else inside
    return "".join(out)
