"""Accounts whose balance says that something is amiss: below zero, unsorted, waiting for the bank."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from core.cash import ZERO, AccountKind, Balance, Document, Flow
from core.papers import Unsorted, VagueAccount
from runway.calculators.hygiene.issue import Issue, Kind
from runway.calculators.hygiene.said import counted, money, on

AGED = timedelta(days=7)
HELD = (AccountKind.OPERATING, AccountKind.TRUST, AccountKind.UNDEPOSITED)


def negative_balances(balances: Iterable[Balance]) -> Iterator[Issue]:
    """Accounts that hold money and are below zero: an overdraft, or a movement that is missing."""
    for balance in balances:
        if balance.kind in HELD and balance.amount is not None and balance.amount < 0:
            text = f"The books say {money(balance.amount)} {balance.currency}: overdrawn, or a deposit is missing."
            worth = None if balance.home is None else abs(balance.home)
            yield Issue(Kind.NEGATIVE, _account(balance.account_id), balance.name, text, None, worth)


def vague(accounts: Iterable[VagueAccount], lines: Iterable[Unsorted]) -> Iterator[Issue]:
    """Money on accounts that say nothing: their balance, or what was posted to them in the last 26 weeks."""
    on_it: dict[str, list[Unsorted]] = defaultdict(list)
    for line in lines:
        on_it[line.account_id].append(line)
    for account in accounts:
        posted = on_it[account.account_id]
        amount = abs(account.balance) if account.balance else sum((line.amount for line in posted), ZERO)
        if amount:
            since = min((line.on for line in posted if line.on), default=None)
            text = f"{counted(len(posted), 'line')} of the last 26 weeks without a category of their own."
            yield Issue(Kind.VAGUE, _account(account.account_id), account.name, text, since, amount)


def undeposited(balances: Iterable[Balance], flows: Iterable[Flow], today: date) -> Iterator[Issue]:
    """Receipts that wait in undeposited funds for more than seven days, each such account at once.

    What is left of the balance beyond the flows known is older than all of them.
    """
    flows = tuple(flows)
    collected = frozenset[tuple[str, str]]().union(*(flow.replaces for flow in flows))
    for balance in balances:
        if balance.kind is not AccountKind.UNDEPOSITED or not balance.home:
            continue
        waiting = [
            flow
            for flow in flows
            if flow.account_id == balance.account_id and flow.document.name not in collected
        ]
        issue = _aged(balance, waiting, today)
        if issue is not None:
            yield issue


def _aged(balance: Balance, waiting: list[Flow], today: date) -> Issue | None:
    aged = [flow for flow in waiting if today - flow.on > AGED and flow.amount > 0]
    older = (balance.home or ZERO) - sum((flow.amount for flow in waiting), ZERO)
    amount = min(sum((flow.amount for flow in aged), ZERO) + max(older, ZERO), balance.home or ZERO)
    if amount <= 0:
        return None
    since = min((flow.on for flow in aged), default=None)
    text = f"{counted(len(aged), 'receipt')} not deposited for more than 7 days, the oldest of {on(since)}."
    if older > 0:
        text = f"{money(older)} of the balance is older than the documents of 26 weeks. {text if aged else ''}".strip()
    return Issue(Kind.UNDEPOSITED, _account(balance.account_id), balance.name, text, since, amount)


def _account(account_id: str) -> Document:
    return Document("Account", account_id)
