"""Invariants are silent on healthy books of every kind, and each speaks, naming the document, where it is broken."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection as database

from core import audit, clock
from core.mirror import mirrors
from core.models import Business
from sandbox.generator import KINDS, found
from sandbox.store import Store
from sync import entities, quality
from sync.invariants import judging
from sync.merge import merge
from sync.models import Feed, FeedKind, QualityCheck
from tests.core.test_trail import run
from tests.sweeping import sweep

pytestmark = pytest.mark.django_db
UNTIL = datetime(2026, 11, 20, 12, tzinfo=UTC)
ANSWERED = UNTIL + timedelta(minutes=1)


def read_books(business: Business, kind: str, folder: Path, seed: int, days: int) -> None:
    """The mirror filled with a company's books as their own ledger serves them, and counted."""
    ledger = Store(folder / "books.sqlite")
    found(ledger, kind, seed=seed, until=UNTIL, days=days)
    states = entities.states(business)
    for model in mirrors():
        bodies = ledger.rows("SELECT body FROM object WHERE entity = ? AND deleted = 0", model.qbo.name)
        wanted = [body if isinstance(body, bytes) else body.encode() for (body,) in bodies]
        assert merge(business, model, wanted, ANSWERED).quarantined == 0
        entities.finish(states[model.qbo.name], model, ANSWERED)
    ledger.release()


def broken(business: Business) -> dict[str, list[str]]:
    """The invariants that do not hold, with what they say."""
    judged = judging.judged(business)
    return {name: [str(each) for each in violations] for name, violations in judged.items() if violations}


@pytest.mark.parametrize("kind", sweep(sorted(KINDS), "agency", "consulting"))
def test_healthy_books_break_nothing(kind: str, acme: Business, tmp_path: Path) -> None:
    read_books(acme, kind, tmp_path, seed=11, days=90)
    assert broken(acme) == {}


@pytest.fixture(scope="module")
def ledger_bodies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[bytes]]:
    """The books of a small agency, made once."""
    ledger = Store(tmp_path_factory.mktemp("agency") / "books.sqlite")
    found(ledger, "agency", seed=11, until=UNTIL, days=90)
    sql = "SELECT body FROM object WHERE entity = ? AND deleted = 0"
    bodies = {
        model.qbo.name: [
            body if isinstance(body, bytes) else body.encode() for (body,) in ledger.rows(sql, model.qbo.name)
        ]
        for model in mirrors()
    }
    ledger.release()
    return bodies


@pytest.fixture
def agency(acme: Business, ledger_bodies: dict[str, list[bytes]]) -> Business:
    """Acme, with the agency's books in its mirror."""
    states = entities.states(acme)
    for model in mirrors():
        merge(acme, model, ledger_bodies[model.qbo.name], ANSWERED)
        entities.finish(states[model.qbo.name], model, ANSWERED)
    return acme


def spoil(sql: str) -> None:
    with database.cursor() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount, "nothing was spoiled"


@pytest.mark.parametrize(
    ("name", "sql", "entity"),
    [
        (
            "applied amounts",
            "UPDATE ar_paymentline SET amount = amount + 1 WHERE linked_type = 'Invoice'",
            "Invoice",
        ),
        ("applied amounts", "UPDATE ap_bill SET balance = total + 1", "Bill"),
        ("applied amounts", "UPDATE ap_bill SET balance = -balance WHERE balance > 0", "Bill"),
        ("unapplied payments", "UPDATE ar_payment SET unapplied = unapplied + 1", "Payment"),
        ("lines", "UPDATE ap_billline SET amount = amount + 1", "Bill"),
        (
            "lines",
            "UPDATE bank_journalline SET amount = amount + 1 WHERE posting_type = 'Debit'",
            "JournalEntry",
        ),
        ("lines", "UPDATE bank_depositline SET amount = amount + 1", "Deposit"),
        (
            "lines",
            "UPDATE ap_billpaymentline SET amount = amount + 1 WHERE linked_type = 'Bill'",
            "BillPayment",
        ),
        ("lines", "UPDATE bank_purchaseline SET parent_qbo_id = 'none-' || parent_qbo_id", "Purchase"),
        ("lines", "UPDATE ap_bill SET deleted_at = now()", "Bill"),
        ("control accounts", "UPDATE ap_bill SET balance = balance - 0.01 WHERE balance > 1", "Account"),
        (
            "control accounts",
            "UPDATE bank_account SET balance = balance + 1 WHERE account_type ~ 'Payable'",
            "Account",
        ),
        ("clocks", "UPDATE ap_bill SET qbo_updated_at = read_at + interval '1 hour'", "Bill"),
        ("row counts", "DELETE FROM ar_customer", "Customer"),
    ],
)
def test_what_is_broken_is_named(agency: Business, name: str, sql: str, entity: str) -> None:
    spoil(sql)
    said = broken(agency).get(name, [])
    assert any(words.startswith(f"{entity} ") for words in said), broken(agency)


def test_an_answer_from_beyond_the_clock_of_the_feed_is_noticed(agency: Business) -> None:
    now = clock.now()
    Feed.objects.create(business=agency, kind=FeedKind.CHANGES, cursor=ANSWERED, last_ok_at=now)
    assert "clocks" not in broken(agency)
    spoil("UPDATE ap_bill SET read_at = read_at + interval '1 hour'")
    assert len(broken(agency)["clocks"]) > 1


def test_a_balance_that_is_no_number_adds_up_to_nothing(agency: Business) -> None:
    """Amounts that both roads can read are the same on both, so only one that is none can part them."""
    spoil("UPDATE ar_invoice SET balance = 'NaN' WHERE balance > 0")
    assert any(words.startswith("Invoice ") for words in broken(agency)["ageing"])


def test_control_accounts_are_not_judged_while_they_are_older_than_the_documents(agency: Business) -> None:
    spoil("UPDATE bank_account SET balance = balance + 1 WHERE account_type ~ 'Payable'")
    assert "control accounts" in broken(agency)
    spoil("UPDATE bank_account SET read_at = read_at - interval '2 hours'")
    assert "control accounts" not in broken(agency)


def test_changes_must_have_been_followed_beyond_the_reading_of_an_account(agency: Business) -> None:
    spoil("UPDATE bank_account SET balance = balance + 1 WHERE account_type ~ 'Payable'")
    feed = Feed.objects.create(business=agency, kind=FeedKind.CHANGES, cursor=ANSWERED - timedelta(seconds=1))
    assert "control accounts" not in broken(agency)
    Feed.objects.filter(pk=feed.pk).update(cursor=ANSWERED)
    assert "control accounts" in broken(agency)


def test_a_tax_that_no_line_holds_is_part_of_the_total(agency: Business) -> None:
    taxed = "payload = jsonb_set(payload, '{TxnTaxDetail}', '{\"TotalTax\": 7.5}')"
    spoil(f"UPDATE ap_bill SET total = total + 7.5, balance = 0, {taxed}")
    assert "lines" not in broken(agency)


def test_rows_that_belong_to_no_business_are_noticed(agency: Business) -> None:
    assert judging.judged_together() == {"rows of no business": ()}
    spoil("UPDATE ap_vendor SET business_id = 0")
    (stray,) = judging.judged_together()["rows of no business"]
    assert (stray.entity, stray.qbo_id) == ("Vendor", "business 0")


def test_an_entry_of_the_audit_trail_that_was_changed_is_named(acme: Business) -> None:
    audit.record("olive@acme.example", "settings changed", business=acme, buffer="30")
    assert judging.judged_trail() == {"audit trail": ()}
    run("UPDATE core_auditentry SET action = 'nothing' WHERE business_id = %s", acme.pk)
    (broken_link,) = judging.judged_trail()["audit trail"]
    assert broken_link.words == f"entry 1 of business {acme.pk}: it is not as it was written"


def test_the_audit_trail_is_walked_by_beat_once_a_day(acme: Business) -> None:
    now = clock.now()
    kept = QualityCheck.objects.filter(name="audit trail")
    for later, walked in ((0, 1), (1, 1), (25, 2)):
        quality.look_over_together(now + timedelta(hours=later), everything=False)
        assert kept.count() == walked
    first, last = kept.order_by("checked_at")
    assert (first.checked_at, last.checked_at) == (now, now + timedelta(hours=25))


def test_the_command_names_documents_keeps_the_day_and_fails(
    agency: Business, capsys: pytest.CaptureFixture
) -> None:
    call_command("invariants", business="acme")
    assert "acme: lines: holds" in capsys.readouterr().out
    spoil("UPDATE ap_billline SET amount = amount + 1")
    with pytest.raises(CommandError, match="Invariants do not hold: acme"):
        call_command("invariants", json=True)
    check = QualityCheck.objects.get(business=agency, name="lines")
    assert check.violations == check.worst > 0
    assert check.examples[0].startswith("Bill ")
    assert '"holds": false' in capsys.readouterr().out
    with pytest.raises(CommandError, match="no business 'nobody'"):
        call_command("invariants", business="nobody")
