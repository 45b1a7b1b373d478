"""manage.py sync and sync_status, as an operator uses them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command

from bank.models import Account
from core import clock
from core.mirror import mirrors
from core.models import Business, Term
from sandbox.generator import found
from sync import entities, runs
from sync.errors import NotConnected
from sync.merge import Tally
from sync.models import Connection, EntityState, Feed, FeedKind, RunKind, RunState, SyncRun
from tests.sync.elsewhere import same_place
from tests.sync.small_company import LAST_DAY, SmallCompany, company, connected, hasty_clock, in_a_hurry

__all__ = ["company", "connected", "hasty_clock", "in_a_hurry"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]

OTHER_REALM = "9341450000000012"
Said = pytest.CaptureFixture[str]


@pytest.fixture
def birch(company: SmallCompany, connected: Business) -> Business:
    """A second business of the firm, connected to another company."""
    found(company.store, "agency", seed=8, scale=0, until=LAST_DAY, realm=OTHER_REALM)
    made = Business.objects.create(firm=connected.firm, name="Birch", slug="birch")
    company.connect(made, OTHER_REALM)
    return made


def test_the_first_time_everything_is_read_with_progress(connected: Business, capsys: Said) -> None:
    call_command("sync")
    said = capsys.readouterr()
    progress = [line.split() for line in said.err.splitlines() if line.startswith("  ") and "read" in line]
    assert {line[0] for line in progress} == {model.qbo.name for model in mirrors()}
    assert ["Account", "50", "read"] in progress
    assert said.out.startswith("acme: backfill done, ")
    assert "changed: Account 50, CompanyInfo 1, Preferences 1, Term 8" in said.out


def read_before(business: Business) -> None:
    """As if everything had been read a moment ago."""
    entities.states(business)
    EntityState.objects.update(backfilled_at=clock.now())
    Feed.objects.create(business=business, kind=FeedKind.CHANGES, cursor=clock.now())


@pytest.mark.django_db
def test_afterwards_only_changes_are_asked_for(connected: Business, capsys: Said) -> None:
    read_before(connected)
    call_command("sync")
    assert capsys.readouterr().out.startswith("acme: changes done, 1 calls; changed: nothing")


def test_full_reads_everything_afresh(connected: Business, capsys: Said) -> None:
    read_before(connected)
    call_command("sync", "--full")
    assert capsys.readouterr().out.startswith("acme: backfill done")
    assert SyncRun.objects.get().tallies["Account"]["read"] == 50


def test_named_entities_alone_are_read(company: SmallCompany, connected: Business) -> None:
    call_command("sync", "--entity", "term", "Account")
    assert sorted(company.mischief.asked) == ["Account", "Term"]
    assert (Term.objects.of(connected).count(), Account.objects.of(connected).count()) == (8, 50)


@pytest.mark.django_db
def test_an_unknown_entity_is_answered_with_the_known_ones(connected: Business) -> None:
    with pytest.raises(CommandError, match=r"It mirrors Account, Bill, .*VendorCredit.*\(Bil\)"):
        call_command("sync", "--entity", "Bil")
    assert not SyncRun.objects.exists()


@pytest.mark.django_db
def test_an_unknown_business_is_answered_with_the_connected_ones(birch: Business) -> None:
    with pytest.raises(CommandError, match=r"named oak\. Connected: acme, birch\."):
        call_command("sync", "--business", "acme", "oak")
    assert not SyncRun.objects.exists()


def test_only_the_named_business_is_brought_up_to_date(birch: Business, connected: Business) -> None:
    call_command("sync", "--business", "birch", "--entity", "Account")
    assert Account.objects.of(birch).exists()
    assert not Account.objects.of(connected).exists()


def test_one_business_that_fails_does_not_stop_the_others(
    company: SmallCompany, birch: Business, connected: Business, capsys: Said
) -> None:
    company.service.tokens.revoke_grants(int(clock.now().timestamp()), connected_realm(connected))
    with pytest.raises(CommandError, match=r"^Not brought up to date: acme\.$"):
        call_command("sync", "--all", "--entity", "Account")
    assert (
        "acme: QuickBooks no longer accepts this connection. Connect the company again"
        in capsys.readouterr().err
    )
    assert Account.objects.of(birch).exists()


def connected_realm(business: Business) -> str:
    return Connection.objects.get(business=business).realm_id


@contextmanager
def second_sync(under_way: SyncRun) -> Iterator[subprocess.Popen[str]]:
    """A `manage.py sync` that found that run open and has said that it joins it."""
    command = [sys.executable, "manage.py", "sync"]
    place = {**os.environ, **same_place()}
    pipes: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=configured.ROOT, env=place, **pipes) as process:
        try:
            said = process.stderr.readline() if process.stderr else ""
            assert "It is joined, not started twice" in said
            assert f"(run {under_way.pk}, " in said
            yield process
        finally:
            process.kill()


@pytest.mark.prove
def test_a_second_sync_joins_the_first_and_ends_as_it_ends(connected: Business) -> None:
    """It tells what the first has read so far, and starts nothing itself."""
    run = runs.open_run(connected, RunKind.BACKFILL)[0]
    with second_sync(run) as second:
        with runs.running(run):
            runs.note(run, "Account", Tally(read=50, inserted=50))
            assert second.stderr
            assert second.stderr.readline().split() == ["Account", "50", "read", "..."]
        said, _ = second.communicate(timeout=30)
    assert said == "acme: backfill done, 0 calls; changed: Account 50\n"
    assert (second.returncode, SyncRun.objects.count()) == (0, 1)


@pytest.mark.prove
def test_a_second_sync_fails_when_the_first_does(connected: Business) -> None:
    run = runs.open_run(connected, RunKind.BACKFILL)[0]
    with second_sync(run) as second:
        with pytest.raises(NotConnected), runs.running(run):
            raise NotConnected
        said, complained = second.communicate(timeout=30)
    assert (second.returncode, said) == (1, "")
    assert (
        f"acme: The run that was joined has failed. Its own words say why. ({NotConnected()})" in complained
    )


@pytest.mark.usefixtures("hasty_clock")
def test_a_second_sync_takes_over_when_the_first_is_lost(connected: Business, capsys: Said) -> None:
    """Its worker has been silent for so long that it is given up a second from now."""
    silent_since = clock.now() - runs.lost_after() + timedelta(seconds=200)
    SyncRun.objects.create(
        business=connected, kind=RunKind.BACKFILL, state=RunState.RUNNING, heartbeat_at=silent_since
    )
    call_command("sync", "--entity", "Term")
    assert "already under way. It is joined" in capsys.readouterr().err
    assert [one.state for one in SyncRun.objects.order_by("pk")] == ["lost", "done"]
    assert Term.objects.of(connected).exists()


@pytest.mark.django_db
def test_without_a_connected_business_it_says_so(acme: Business, capsys: Said) -> None:
    call_command("sync", "--all")
    assert "No business is connected to QuickBooks yet." in capsys.readouterr().out


@pytest.mark.prove
def test_a_mistake_ends_in_one_line_and_a_status_that_is_not_zero(connected: Business) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "sync", "--business", "oak"],
        cwd=configured.ROOT,
        env={**os.environ, **same_place()},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "CommandError: No connected business named oak. Connected: acme.\n"


def test_the_status_after_a_sync(birch: Business, capsys: Said) -> None:
    began = clock.now()
    call_command("sync", "--business", "acme")
    capsys.readouterr()
    call_command("sync_status", "--json")
    acme, unread = json.loads(capsys.readouterr().out.splitlines()[-1])["businesses"]
    assert (acme["slug"], acme["health"], unread["slug"], unread["health"]) == (
        "acme",
        "fresh",
        "birch",
        "late",
    )
    assert acme["entities"].keys() == unread["entities"].keys() == {model.qbo.name for model in mirrors()}
    account = acme["entities"]["Account"]
    assert (account["rows"], account["quarantined"]) == (50, 0)
    assert datetime.fromisoformat(account["as_of"]) >= began - timedelta(seconds=1)
    assert 0 <= account["age_seconds"] < 30
    assert unread["entities"]["Account"] == {"rows": 0, "as_of": None, "age_seconds": None, "quarantined": 0}
