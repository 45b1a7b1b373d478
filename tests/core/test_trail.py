"""The audit trail is a chain for each business: whatever is done to it behind its back is found, and named."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from io import StringIO
from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from core import audit
from core.models import AuditChain, AuditEntry, Business, Firm
from core.trail import Chain, chains, digest


@pytest.fixture
def trail(acme: Business) -> list[AuditEntry]:
    """Four acts on Acme, and one sign-in beside them."""
    acts = [
        audit.record("olive@acme.example", f"act {n}", business=acme, at_stake=f"{n}.00") for n in range(4)
    ]
    audit.record("olive@acme.example", "signed in")
    return [AuditEntry.objects.get(pk=act.pk) for act in acts]


@contextmanager
def behind_its_back() -> Iterator[None]:
    """As whoever owns the tables can: with their triggers off."""
    with connection.cursor() as cursor:
        for state in ("DISABLE", "ENABLE"):
            for table in ("core_auditentry", "core_auditchain"):
                cursor.execute(f"ALTER TABLE {table} {state} TRIGGER USER")
            if state == "DISABLE":
                yield


def run(sql: str, *values: object) -> None:
    with behind_its_back(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def of(business: Business) -> Chain:
    [found] = chains(business)
    return found


def test_every_entry_carries_the_hash_of_the_one_before(trail: list[AuditEntry], acme: Business) -> None:
    assert [entry.position for entry in trail] == [1, 2, 3, 4]
    assert [entry.previous for entry in trail] == ["0" * 64, *(entry.hash for entry in trail[:-1])]
    assert of(acme) == Chain(acme.pk, 4, trail[-1].hash)
    assert [(each.business_id, each.length, each.broken) for each in chains()] == [
        (None, 1, ""),
        (acme.pk, 4, ""),
    ]


def test_the_hash_is_that_of_the_canonical_form_and_of_nothing_else() -> None:
    entry = {
        "previous": "0" * 64,
        "position": 1,
        "business_id": 7,
        "actor": "zoë",
        "action": "a",
        "subject": "",
    }
    entry |= {"at": datetime(2026, 11, 20, 8, 0, 0, 5, UTC), "said": "{}"}
    said = f"64:{'0' * 64},1:1,1:7,26:2026-11-20T08:00:00.000005,4:zoë,1:a,0:,2:{{}},"
    assert digest(entry) == hashlib.sha256(said.encode()).hexdigest()


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ("actor", "'sam@elsewhere.example'"),
        ("action", "'nothing'"),
        ("subject", "'Bill 9'"),
        ("at", "at + interval '1 microsecond'"),
        ("detail", '\'{"at_stake": "9.00"}\''),
    ],
)
def test_a_changed_entry_is_found(trail: list[AuditEntry], acme: Business, change: str, value: str) -> None:
    run(f"UPDATE core_auditentry SET {change} = {value} WHERE id = %s", trail[1].pk)
    assert (of(acme).position, of(acme).entry_id) == (2, trail[1].pk)
    assert of(acme).broken == "it is not as it was written"


def test_an_entry_changed_together_with_its_hash_breaks_the_next(
    trail: list[AuditEntry], acme: Business
) -> None:
    run("UPDATE core_auditentry SET actor = 'sam' WHERE id = %s", trail[1].pk)
    run("UPDATE core_auditentry e SET hash = core_audit_hash(e) WHERE id = %s", trail[1].pk)
    assert (of(acme).position, of(acme).broken) == (3, "it does not follow the entry before it")


def test_a_removed_entry_is_missed(trail: list[AuditEntry], acme: Business) -> None:
    run("DELETE FROM core_auditentry WHERE id = %s", trail[1].pk)
    assert (of(acme).position, of(acme).broken) == (2, "entry 2 is missing before it")


def test_a_removed_entry_is_missed_though_the_others_move_up(trail: list[AuditEntry], acme: Business) -> None:
    run("DELETE FROM core_auditentry WHERE id = %s", trail[1].pk)
    run("UPDATE core_auditentry SET position = position - 1 WHERE id = %s", trail[2].pk)
    assert (of(acme).position, of(acme).broken) == (2, "it does not follow the entry before it")


@pytest.mark.parametrize(
    ("kept", "broken"), [(2, "it ends early: it was 4 long"), (0, "all 4 entries are missing")]
)
def test_entries_cut_off_the_end_are_missed(
    trail: list[AuditEntry], acme: Business, kept: int, broken: str
) -> None:
    run("DELETE FROM core_auditentry WHERE business_id = %s AND position > %s", acme.pk, kept)
    assert (of(acme).position, of(acme).broken) == (kept + 1, broken)


def test_an_inserted_entry_is_found(trail: list[AuditEntry], acme: Business) -> None:
    run("UPDATE core_auditentry SET position = 5 WHERE id = %s", trail[3].pk)
    run(
        "INSERT INTO core_auditentry (at, business_id, actor, action, subject, detail, position, previous, hash)"
        " SELECT at, business_id, 'sam', action, subject, detail, 4, hash, hash FROM core_auditentry WHERE id = %s",
        trail[2].pk,
    )
    assert (of(acme).position, of(acme).broken) == (4, "it is not as it was written")


def test_entries_in_another_order_are_found(trail: list[AuditEntry], acme: Business) -> None:
    for pk, position in ((trail[1].pk, 9), (trail[2].pk, 2), (trail[1].pk, 3)):
        run("UPDATE core_auditentry SET position = %s WHERE id = %s", position, pk)
    assert (of(acme).position, of(acme).entry_id) == (2, trail[2].pk)


def test_an_entry_moved_to_another_business_breaks_both_chains(
    trail: list[AuditEntry], acme: Business, firm: Firm
) -> None:
    other = Business.objects.create(firm=firm, name="Birch", slug="birch")
    audit.record("olive@acme.example", "act", business=other)
    run("UPDATE core_auditentry SET business_id = %s WHERE id = %s", other.pk, trail[1].pk)
    assert [bool(each.broken) for each in chains()] == [False, True, True]


def test_nobody_says_where_an_entry_stands_but_the_database(acme: Business) -> None:
    made = AuditEntry.objects.create(
        actor="sam", action="act", business_id=acme.pk, position=9, hash="f" * 64
    )
    made.refresh_from_db()
    assert (made.position, of(acme).broken) == (1, "")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_auditchain SET length = 0",
        "DELETE FROM core_auditchain",
        "INSERT INTO core_auditchain (length, head) VALUES (1, 'f')",
    ],
)
def test_the_database_refuses_to_change_a_chain(
    trail: list[AuditEntry], acme: Business, statement: str
) -> None:
    with pytest.raises(DatabaseError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditChain.objects.get(business_id=acme.pk).length == 4


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_moment_make_one_chain(acme: Business) -> None:
    start = Barrier(8)

    def write() -> None:
        start.wait()
        for _ in range(5):
            audit.record("olive@acme.example", "act", business=acme)
        connection.close()

    writers = [Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert (of(acme).length, of(acme).broken) == (40, "")


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_leaves_no_gap(acme: Business) -> None:
    audit.record("olive@acme.example", "kept", business=acme)
    with transaction.atomic():
        audit.record("olive@acme.example", "undone", business=acme)
        transaction.set_rollback(True)
    audit.record("olive@acme.example", "kept", business=acme)
    assert (of(acme).length, of(acme).broken) == (2, "")


def test_rows_from_before_are_chained_in_the_order_in_which_they_were_written(
    trail: list[AuditEntry], acme: Business
) -> None:
    """What the migration does with a trail that it finds."""
    before = [(entry.position, entry.hash) for entry in trail]
    run("UPDATE core_auditentry SET position = -id, previous = '', hash = ''")
    run("DELETE FROM core_auditchain")
    [chained] = (settings.ROOT / "core" / "migrations").glob("*_a_chained_trail_and_write_back.py")
    chain = import_module(f"core.migrations.{chained.stem}").CHAIN
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER core_audit_chain_kept ON core_auditchain")
        cursor.execute(chain)
    after = AuditEntry.objects.filter(business_id=acme.pk).order_by("id").values_list("position", "hash")
    assert list(after) == before
    assert {each.broken for each in chains()} == {""}


def test_the_command_prints_lengths_and_heads_of_an_intact_trail(
    trail: list[AuditEntry], acme: Business
) -> None:
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert f"acme: 4 entries, intact, head {trail[-1].hash}" in out.getvalue()


def test_the_command_fails_and_names_the_first_broken_entry(trail: list[AuditEntry]) -> None:
    run("UPDATE core_auditentry SET actor = 'sam' WHERE position IN (2, 3)")
    out = StringIO()
    with pytest.raises(CommandError, match="1 of 1 chains of the audit trail are broken"):
        call_command("verify_audit", "--business", "acme", "--json", stdout=out)
    told = json.loads(out.getvalue().splitlines()[-1])
    assert (told["intact"], told["chains"][0]["slug"], told["chains"][0]["position"]) == (False, "acme", 2)


def test_the_command_wants_a_business_that_exists(db: None) -> None:
    with pytest.raises(CommandError, match="There is no business 'nobody'"):
        call_command("verify_audit", "--business", "nobody")
