"""What accounts count as: suggested with a reason, changed by people, and then for every number."""

from typing import Any

import pytest
from django.test import Client

from core import clock
from core.mirror import mirrors
from core.models import AuditEntry, Business, Membership, Role, User
from runway.models import AccountMark, Standing
from sync.models import Connection, EntityState
from sync.orchestrators.mirror import backfill, pull_changes
from tests.bookkeeping import Books, money
from tests.conftest import signed_in
from tests.runway.test_pages import text_of
from tests.sweeping import sweep
from tests.sync.clerk import Clerk, clerk
from tests.sync.small_company import company, connected, in_a_hurry

__all__ = ["clerk", "company", "connected", "in_a_hurry"]
PAGE = "/b/acme/accounts/"


@pytest.fixture
def books(acme: Business) -> Books:
    """Acme's books, read to their end: cash of 1,000 and of 500, trust money, and a card."""
    Connection.objects.create(business=acme, realm_id="9130", environment="sandbox-local")
    now = clock.now()
    read = [EntityState(business=acme, entity=m.qbo.name, backfilled_at=now) for m in mirrors()]
    EntityState.objects.bulk_create(read)
    made = Books(acme)
    made.account("Checking", CurrentBalance=money("1,000"))
    made.account("Savings", CurrentBalance=money("500"))
    made.account("Escrow", CurrentBalance=money("900"))
    made.account("Visa", "Credit Card", "CreditCard", CurrentBalance=money("60"))
    return made


@pytest.fixture
def ada(acme: Business) -> Client:
    """Advises Acme, and is signed in."""
    user = User.objects.create_user("ada@acme.example", "a-long-password-for-tests", name="Ada")
    Membership.objects.create(user=user, firm=acme.firm, business=acme, role=Role.ADVISOR)
    return signed_in(user)


def mark(browser: Client, account: str, kind: str) -> str:
    """What the page says after the form was sent."""
    answer = browser.post(f"{PAGE}mark/", {"account": account, "kind": kind}, follow=True)
    return text_of(answer.content.decode())


def cash_on_the_digest(browser: Client) -> str:
    headline = text_of(browser.get("/b/acme/").content.decode())
    return headline.split("Cash is ")[1].split(". ")[0]


def test_every_account_says_what_is_suggested_and_why(books: Books, ada: Client) -> None:
    text = text_of(ada.get(PAGE).content.decode())
    assert "Every account as suggested." in text
    for said in (
        "Checking Bank, Checking 1,000.00 operating a bank account",
        "Escrow Bank, Checking 900.00 trust its name says “Escrow” Trust: money of others",
        "Visa Credit Card, CreditCard \u221260.00 card QuickBooks classes it as a credit card",
        "Cash: all operating accounts 1,500.00",
    ):
        assert said in text


def test_a_mark_changes_cash_on_the_digest_and_on_the_board_and_leaves_its_trace(
    books: Books, ada: Client
) -> None:
    assert cash_on_the_digest(ada) == "$1,500"
    text = mark(ada, "Savings", "tax")
    assert "Savings is saved. Tax: set aside for taxes." in text
    assert "1 account by a person’s word" in text
    assert cash_on_the_digest(ada) == "$1,000"
    assert Standing.objects.get().cash == 1000
    trace = AuditEntry.objects.get(action="account marked")
    assert (trace.actor, trace.subject) == ("ada@acme.example", "Savings")
    assert (trace.detail["before"], trace.detail["after"]) == ("operating, suggested", "tax")


@pytest.mark.prove
def test_money_for_taxes_is_suggested_and_counts_as_cash_until_it_is_marked(
    books: Books, ada: Client
) -> None:
    books.account("Tax savings", CurrentBalance=money("200"))
    text = text_of(ada.get(PAGE).content.decode())
    assert "Nobody has marked an account yet. 1 suggestion waits for someone’s word." in text
    assert "tax? its name says “Tax”; counts as operating until someone marks it Operating" in text
    assert cash_on_the_digest(ada) == "$1,700"
    assert "Tax savings is saved. Tax: set aside for taxes." in mark(ada, "Tax savings", "tax")
    assert cash_on_the_digest(ada) == "$1,500"


@pytest.mark.prove
def test_going_back_to_the_suggestion_takes_the_mark_away(books: Books, ada: Client) -> None:
    mark(ada, "Savings", "excluded")
    mark(ada, "Savings", "")
    assert not AccountMark.objects.exists()
    assert cash_on_the_digest(ada) == "$1,500"
    assert Standing.objects.get().cash == 1500


def test_trust_money_is_in_no_cash_unless_a_person_says_that_it_is_their_own(
    books: Books, ada: Client
) -> None:
    assert cash_on_the_digest(ada) == "$1,500"
    mark(ada, "Escrow", "operating")
    assert cash_on_the_digest(ada) == "$2,400"


@pytest.mark.parametrize(
    ("account", "kind", "why"),
    [
        ("Visa", "operating", "Visa cannot be marked as that."),
        ("Checking", "gold", "Checking cannot be marked as that."),
        ("Nowhere", "trust", "This account is not in the books of cash."),
        ("", "", "This account is not in the books of cash."),
    ],
)
def test_what_makes_no_sense_changes_nothing_and_says_why(
    books: Books, ada: Client, account: str, kind: str, why: str
) -> None:
    assert f"Nothing was changed. {why}" in mark(ada, account, kind)
    assert not AccountMark.objects.exists()
    assert not AuditEntry.objects.filter(action="account marked").exists()


@pytest.mark.parametrize(
    "role", sweep([Role.VIEWER, Role.BOOKKEEPER, Role.CONTROLLER, Role.OWNER], Role.CONTROLLER)
)
def test_who_may_not_change_settings_is_refused_and_sees_no_tab(books: Books, role: Role) -> None:
    user = User.objects.create_user(f"{role}@acme.example", "a-long-password-for-tests")
    Membership.objects.create(user=user, firm=books.business.firm, business=books.business, role=role)
    browser = signed_in(user)
    assert browser.get(PAGE).status_code == 403
    assert browser.post(f"{PAGE}mark/", {"account": "Checking", "kind": "trust"}).status_code == 403
    assert "Accounts</a>" not in browser.get("/b/acme/").content.decode()
    assert not AccountMark.objects.exists()


def test_to_sam_the_accounts_do_not_exist(books: Books, sams_browser: Client) -> None:
    assert sams_browser.get(PAGE).status_code == 404
    assert sams_browser.post(f"{PAGE}mark/", {"account": "Checking", "kind": "trust"}).status_code == 404


def test_books_that_were_never_read_have_no_accounts_and_say_so(acme: Business, ada: Client) -> None:
    text = text_of(ada.get(PAGE).content.decode())
    assert "The accounts are unknown until the books have been read." in text


def marks() -> list[dict[str, Any]]:
    return list(AccountMark.objects.values())


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("in_a_hurry")
def test_no_sync_ever_changes_a_mark(connected: Business, clerk: Clerk, olive: User) -> None:
    backfill(connected)
    bank = clerk.first("Account", AccountType="Bank")["value"]
    AccountMark.objects.create(business=connected, account_id=bank, kind="tax", marked_by=olive)
    before = marks()
    clerk.enter("Vendor", DisplayName="Granite Supply")
    account = next(one for one in clerk.company.objects("Account") if one["Id"] == bank)
    clerk.change("Account", account, Name="Money of our clients", Active=False)
    pull_changes(connected)
    backfill(connected, full=True)
    assert marks() == before
