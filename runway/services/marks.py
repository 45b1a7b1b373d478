"""Flow: mirrored. Laying people's word over the books: every number is taken after this."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from core.cash import AccountKind, Balance
from core.models import Business
from core.moment import one_moment
from runway.models import AccountMark
from runway.services.notes import notes_of
from runway.services.overlay import without_excluded
from sync.orchestrators.digest import DigestDataOrchestrator, DigestSnapshot


class MarkedBooks:
    """The books of one business with people's word on them: what an account means for cash, which documents to
    leave out. Two queries more than the books alone.
    """

    def __init__(self, business: Business) -> None:
        self.business = business

    def load(self, today: date, now: datetime) -> DigestSnapshot:
        """The snapshot of a local date; its balances have the kinds that people gave them, `left_out` is filled."""
        with one_moment():
            snapshot = DigestDataOrchestrator(self.business).load(today, now)
            balances = marked(snapshot.balances, marks_of(self.business))
            return without_excluded(replace(snapshot, balances=balances), notes_of(self.business))


def marks_of(business: Business) -> dict[str, AccountKind]:
    """What people said of accounts, by account id."""
    said = AccountMark.objects.filter(business=business).values_list("account_id", "kind")
    return {account_id: AccountKind(kind) for account_id, kind in said}


def marked(balances: Iterable[Balance], marks: Mapping[str, AccountKind]) -> tuple[Balance, ...]:
    """The same balances, each of the kind that people gave its account; an account without a mark as suggested."""
    return tuple(replace(b, kind=marks.get(b.account_id, b.kind)) for b in balances)
