"""Flow: mirrored. What each account means for cash (RUNWAY 2).

The books suggest it and say why; the word of people wins.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from core import audit
from core.cash import AccountKind, Balance, CashAccount
from core.models import Business, User
from runway.calculators.movements import BookCash, book_cash
from runway.models import AccountMark
from runway.services import standing
from runway.services.as_of import as_of
from runway.services.digest_page import AsOf
from runway.services.marks import marked
from sync.orchestrators.accounts import AccountsDataOrchestrator, AccountsSnapshot

SUGGESTED = ""
WORDS = {
    AccountKind.OPERATING: "Operating: counts as cash",
    AccountKind.TRUST: "Trust: money of others",
    AccountKind.TAX: "Tax: set aside for taxes",
    AccountKind.EXCLUDED: "Excluded: left out by choice",
    AccountKind.UNDEPOSITED: "Undeposited: on its way to the bank",
    AccountKind.CARD: "Card: owed, not cash",
    AccountKind.CREDIT_LINE: "Credit line: owed, not cash",
}
OF_A_BANK = (AccountKind.OPERATING, AccountKind.TRUST, AccountKind.TAX, AccountKind.EXCLUDED)
OF_ANOTHER = (AccountKind.EXCLUDED,)


class NoSuchMark(ValueError):
    """The account is not in the books, or cannot be what it was to be marked as; the message says which."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of an account's list."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account: its balance under the kind that counts now, what was suggested, who said otherwise and when.

    `is_open`: the suggestion waits for a person, and does not count yet.
    """

    balance: Balance
    classed: str
    kind: str
    suggested: str
    why: str
    said_by: str
    said_on: date | None
    is_open: bool
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """Every account that matters for cash, and the cash that follows from them."""

    name: str
    slug: str
    currency: str
    as_of: AsOf
    rows: tuple[AccountRow, ...]
    cash: BookCash

    @property
    def said(self) -> int:
        """How many accounts go by people's word."""
        return sum(row.said_on is not None for row in self.rows)

    @property
    def open(self) -> int:
        """How many suggestions wait for people's word."""
        return sum(row.is_open for row in self.rows)


class AccountsService:
    """Shows and changes the account marks of one business."""

    def __init__(self, business: Business) -> None:
        self.business = business

    def page(self, now: datetime) -> AccountsPage:
        """All accounts as of the last read, with their marks."""
        snapshot, marks = self._books(), self._marks()
        kinds = {account_id: AccountKind(mark.kind) for account_id, mark in marks.items()}
        counted = marked((account.balance for account in snapshot.accounts), kinds)
        said = (marks.get(balance.account_id) for balance in counted)
        rows = zip(snapshot.accounts, counted, said, strict=True)
        return AccountsPage(
            name=self.business.name,
            slug=self.business.slug,
            currency=self.business.home_currency,
            as_of=as_of(
                snapshot.freshness.as_of,
                now,
                self.business.timezone,
                connected=snapshot.freshness.connected,
            ),
            rows=tuple(self._row(*row) for row in rows),
            cash=book_cash(counted),
        )

    def mark(self, user: User, account_id: str, kind: str, now: datetime) -> AccountRow:
        """Keep a person's word on one account, or go back to the suggestion, and compute the standing afresh.

        Raises `NoSuchMark`.
        """
        account = next((one for one in self._books().accounts if one.balance.account_id == account_id), None)
        if account is None:
            raise NoSuchMark("This account is not in the books of cash.")
        if kind not in (SUGGESTED, *_offered(account)):
            raise NoSuchMark(f"{account.balance.name} cannot be marked as that.")
        self._keep(user, account, kind, now)
        standing.refresh(self.business, now)
        return next(row for row in self.page(now).rows if row.balance.account_id == account_id)

    @transaction.atomic
    def _keep(self, user: User, account: CashAccount, kind: str, now: datetime) -> None:
        its = AccountMark.objects.filter(business=self.business, account_id=account.balance.account_id)
        before = its.select_for_update().values_list("kind", flat=True).first() or SUGGESTED
        if kind == SUGGESTED:
            its.delete()
        else:
            AccountMark.objects.update_or_create(
                business=self.business,
                account_id=account.balance.account_id,
                defaults={"kind": kind, "marked_by": user, "marked_at": now},
            )
        audit.record(
            user.email,
            "account marked",
            business=self.business,
            subject=account.balance.name[:200],
            account=account.balance.account_id,
            before=before or f"{account.balance.kind}, suggested",
            after=kind or f"{account.balance.kind}, suggested",
        )

    def _books(self) -> AccountsSnapshot:
        return AccountsDataOrchestrator(self.business).load()

    def _marks(self) -> dict[str, AccountMark]:
        marks = AccountMark.objects.filter(business=self.business).select_related("marked_by")
        return {mark.account_id: mark for mark in marks}

    def _row(self, account: CashAccount, counted: Balance, mark: AccountMark | None) -> AccountRow:
        zone = ZoneInfo(self.business.timezone)
        return AccountRow(
            balance=counted,
            classed=account.classed,
            kind=WORDS[counted.kind],
            suggested=account.suggested.value,
            why=_why(account),
            is_open=mark is None and account.suggested is not account.balance.kind,
            said_by=str(mark.marked_by or "someone who has left") if mark else "",
            said_on=mark.marked_at.astimezone(zone).date() if mark else None,
            choices=tuple(_choices(account, mark)),
        )


def _why(account: CashAccount) -> str:
    if account.suggested is account.balance.kind:
        return account.why
    return f"{account.why}; counts as {account.balance.kind.value} until someone marks it"


def _offered(account: CashAccount) -> tuple[AccountKind, ...]:
    """A debt can be left out, but never be cash."""
    is_bank = account.balance.kind in (AccountKind.OPERATING, AccountKind.TRUST)
    return OF_A_BANK if is_bank else OF_ANOTHER


def _choices(account: CashAccount, mark: AccountMark | None) -> list[Choice]:
    is_so = account.suggested is account.balance.kind
    suggested = f"{'As suggested' if is_so else 'Not marked'}: {account.balance.kind.value}"
    said = mark.kind if mark else SUGGESTED
    offered = [Choice(kind, WORDS[kind], kind == said) for kind in _offered(account)]
    return [Choice(SUGGESTED, suggested, not said), *offered]
