"""What the mirror says beside what the reports say: which documents are between them, and which are nobody's fault."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.asof import AsOf, Later
from core.cash import AccountKind, Balance, Document
from sync import ties
from sync.differences import DifferenceKind
from sync.models import TieState
from sync.reports import Aged, AgedDocument, Stated
from sync.ties import Tie

DAY = date(2026, 11, 20)
FJORD, LOST = "12", "13"


def day(
    *items: tuple[str, str, int, str], later: tuple[Later, ...] = (), foreign: tuple[str, ...] = ()
) -> AsOf:
    """What is open by entity, id, amount and party."""
    return AsOf(
        DAY,
        {(entity, id, party): Decimal(amount) for entity, id, amount, party in items},
        later,
        frozenset(("Invoice", id) for id in foreign),
        {(entity, id): Document(entity, id, f"N-{id}") for entity, id, *_ in items},
    )


def row(entity: str, id: str, amount: int, party: str = FJORD) -> AgedDocument:
    return AgedDocument(entity, id, f"N-{id}", party, "Fjord", DAY, DAY, Decimal(amount))


def tied(
    ours: AsOf,
    *theirs: AgedDocument,
    merged: Mapping[str, str] | None = None,
    known: tuple[tuple[str, str], ...] = (),
) -> Tie:
    total = Aged(sum((each.open for each in theirs), Decimal(0)))
    return ties.aged_by_document("ar", "Receivables", ours, total, theirs, merged or {}, known)


def kinds(tie: Tie) -> list[DifferenceKind]:
    return [part.difference.kind for part in tie.parts]


def test_the_same_documents_agree() -> None:
    tie = tied(day(("Invoice", "1", 90, FJORD)), row("Invoice", "1", 90))
    assert (tie.state, tie.difference, tie.parts) == (TieState.AGREES, 0, ())


@pytest.mark.parametrize(
    ("ours", "theirs", "kind"),
    [
        ((), [("Invoice", "1", 90)], DifferenceKind.MISSING),
        ([("Invoice", "1", 90, FJORD)], (), DifferenceKind.EXTRA),
        ([("Invoice", "1", 80, FJORD)], [("Invoice", "1", 90)], DifferenceKind.AMOUNT),
        ([("Payment", "1", -80, FJORD)], [("Payment", "1", -90)], DifferenceKind.UNAPPLIED_CREDIT),
        ([("JournalEntry", "1", 80, FJORD)], [("JournalEntry", "1", 90)], DifferenceKind.JOURNAL_ENTRY),
    ],
)
def test_a_document_that_differs_is_named(
    ours: list[tuple[str, str, int, str]], theirs: list[tuple[str, str, int]], kind: DifferenceKind
) -> None:
    tie = tied(day(*ours), *(row(*each) for each in theirs))
    assert (kinds(tie), tie.state) == ([kind], TieState.EXPLAINED)
    assert tie.suspects() == [(tie.parts[0].difference.entity, "1")]


def test_a_foreign_document_may_be_worth_another_cent() -> None:
    tie = tied(day(("Invoice", "1", 80, FJORD), foreign=("1",)), row("Invoice", "1", 81))
    assert (kinds(tie), tie.state) == ([DifferenceKind.CURRENCY], TieState.AGREES)


def test_a_merged_customer_owes_what_the_lost_one_did() -> None:
    ours = day(("Invoice", "1", 90, LOST))
    assert ties.party_by_party(ours, {LOST: FJORD}, Aged(Decimal(90), {FJORD: Decimal(90)}))
    tie = tied(ours, row("Invoice", "1", 90), merged={LOST: FJORD})
    assert (kinds(tie), tie.state) == ([DifferenceKind.MERGED_PARTY], TieState.AGREES)


def test_errors_that_cancel_out_are_still_errors() -> None:
    ours = day(("Invoice", "1", 90, FJORD), ("Invoice", "2", 10, LOST))
    assert not ties.party_by_party(ours, {}, Aged(Decimal(100), {FJORD: Decimal(80), LOST: Decimal(20)}))
    tie = tied(ours, row("Invoice", "1", 80), row("Invoice", "2", 20, LOST))
    assert (tie.difference, tie.state) == (0, TieState.EXPLAINED)


def test_what_is_dated_later_makes_the_mirror_more_and_is_no_fault() -> None:
    later = Later(Document("Invoice", "7", "N-7"), date(2026, 11, 25), Decimal(40))
    tie = tied(day(("Invoice", "1", 90, FJORD), later=(later,)), row("Invoice", "1", 90))
    assert (tie.mirror, tie.difference, tie.state) == (130, 40, TieState.AGREES)


def test_a_document_that_is_dated_later_only_in_the_mirror_has_another_date() -> None:
    later = Later(Document("Invoice", "7", "N-7"), date(2026, 11, 25), Decimal(40))
    tie = tied(day(later=(later,)), row("Invoice", "7", 40))
    assert DifferenceKind.DATE in kinds(tie)
    assert tie.state is TieState.EXPLAINED


def test_a_total_that_its_documents_are_not_is_unexplained() -> None:
    total = Aged(Decimal(95))
    tie = ties.aged_by_document(
        "ar", "Receivables", day(("Invoice", "1", 90, FJORD)), total, [row("Invoice", "1", 90)], {}, ()
    )
    assert (kinds(tie), tie.state) == ([DifferenceKind.UNEXPLAINED], TieState.UNEXPLAINED)


def aged_day(*items: tuple[str, str, int, date]) -> AsOf:
    """What is open by entity, id, amount and the date that it is aged by."""
    plain = day(*((entity, id, amount, FJORD) for entity, id, amount, _ in items))
    return replace(plain, aged_by={(entity, id): on for entity, id, _, on in items})


def test_ages_are_held_against_the_reports_buckets() -> None:
    """Not due, 30 days late, 31, 90 and 91; a credit of today."""
    ages = [(0, 10), (30, 20), (31, 40), (90, 80), (91, 160), (0, -5)]
    ours = aged_day(*(("Bill", str(n), open, DAY - timedelta(late)) for n, (late, open) in enumerate(ages)))
    total = Decimal(305)
    same = tuple(map(Decimal, (5, 20, 40, 80, 160)))
    assert ties.bucket_by_bucket(ours, Aged(total, buckets=same))
    assert not ties.bucket_by_bucket(ours, Aged(total, buckets=tuple(map(Decimal, (25, 0, 40, 80, 160)))))
    assert ties.bucket_by_bucket(ours, Aged(total)), "a report without buckets says nothing of ages"
    assert ties.bucket_by_bucket(day(("Bill", "1", 305, FJORD)), Aged(total, buckets=same)), "nor a lost date"


def test_a_bill_that_is_due_on_another_day_is_named_though_the_amounts_agree() -> None:
    ours = aged_day(("Bill", "1", 90, DAY - timedelta(40)), ("Payment", "2", -5, DAY - timedelta(3)))
    tie = tied(ours, row("Bill", "1", 90), row("Payment", "2", -5))
    assert (kinds(tie), tie.difference, tie.state) == ([DifferenceKind.DATE], 0, TieState.EXPLAINED)
    assert tie.parts[0].difference.words == (
        "Bill N-1: due on 2026-10-11 in the mirror, on 2026-11-20 in the report."
    )
    assert tie.suspects() == [("Bill", "1")]


def account(amount: int, kind: AccountKind = AccountKind.OPERATING, rate: str = "") -> Balance:
    own = Decimal(amount)
    more = {"rate": Decimal(rate), "rate_on": DAY} if rate else {}
    return Balance(
        "35", "Checking", kind, "EUR" if rate else "USD", own, own * Decimal(rate or 1), None, **more
    )


def test_accounts_agree_in_the_sign_that_the_balance_sheet_shows() -> None:
    assert ties.account(account(90), (), Stated("Checking", Decimal(90), True)).state is TieState.AGREES
    card = account(-90, AccountKind.CARD)
    assert ties.account(card, (), Stated("Visa", Decimal(90), True)).state is TieState.AGREES
    assert ties.account(account(0), (), None).state is TieState.AGREES


def test_a_balance_that_nothing_explains_is_unexplained_unless_a_rate_does() -> None:
    sheet = Stated("Checking", Decimal(95), True)
    assert ties.account(account(90), (), sheet).state is TieState.UNEXPLAINED
    foreign = ties.account(account(90, rate="1.07"), (), sheet)
    assert (kinds(foreign), foreign.state) == ([DifferenceKind.CURRENCY], TieState.AGREES)


def test_an_account_that_only_the_balance_sheet_knows_is_missing() -> None:
    tie = ties.unknown_account("99", Stated("New bank", Decimal(5), True))
    assert (kinds(tie), tie.state) == ([DifferenceKind.MISSING], TieState.EXPLAINED)
