"""Balances of cash and control accounts: they move with any document, and changes may not say so (API_FACTS 9.3).

They are read after a pull that saw a transaction, after every fourth pull in any case, and each night.
"""

from django.conf import settings
from django.db import transaction

from bank.models import Account
from sync import paging
from sync.intake import Intake
from sync.models import Feed
from sync.paging import Asks, Place, pages

EVERY = 4
DERIVED = frozenset({"balance", "CurrentBalance", "CurrentBalanceWithSubAccounts"})  # column and keys
READ_ALONG = (
    *("Bank", "Credit Card", "Other Current Asset", "Other Current Liability"),
    *(
        "Accounts Receivable",
        "Accounts Payable",
    ),  # in no number, yet what documents have open is held against them
)
WANTED = "AccountType IN (" + ", ".join(f"'{kind}'" for kind in READ_ALONG) + ")"


def count_pull(feed: Feed, *, saw_transaction: bool, in_turn: bool = True) -> None:
    """One more pull since balances were read, if it came in its turn; kept with the feed's cursor."""
    more = int(in_turn)
    feed.pulls_since_balances = EVERY if saw_transaction else min(feed.pulls_since_balances + more, EVERY)


def are_due(feed: Feed) -> bool:
    """Whether they may have moved since they were last read."""
    return feed.pulls_since_balances >= EVERY


def question() -> str:
    """The question whose answer `read` begins with."""
    return paging.question(Account, Place(), settings.SYNC_PAGE_SIZE, WANTED)


def read(intake: Intake, asks: Asks, feed: Feed) -> None:
    """Merge the accounts whose balances count as cash or near it, or control documents; one call for every page."""
    for page in pages(asks, Account, Place(), settings.SYNC_PAGE_SIZE, WANTED):
        with transaction.atomic():
            intake.add(Account, page.decoded, page.at)
            if page.next_place is None:
                feed.pulls_since_balances = 0
                feed.save(update_fields=["pulls_since_balances"])
