"""Reconcile: the mirror held against the books, repaired, and what differed named by document."""

import pytest

from core.mirror import mirrors
from core.models import Business
from sync.differences import DifferenceKind
from sync.models import Discrepancy, EntityState, Feed, FeedKind, RunKind, SyncRun
from sync.orchestrators.reconcile import Reconciled, nightly, reconcile
from tests.sync.clerk import Clerk, clerk, mirrored
from tests.sync.corrupting import execute, unlike
from tests.sync.small_company import REALM, company, connected, in_a_hurry

__all__ = ["clerk", "company", "connected", "in_a_hurry", "mirrored"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]


def kinds(found: Reconciled) -> list[tuple[str, str, str]]:
    return [(one.entity, one.qbo_id, one.kind) for one in found.differences]


def test_healthy_books_differ_in_nothing(mirrored: Business, clerk: Clerk) -> None:
    clerk.bill()
    found = reconcile(mirrored)
    assert found == Reconciled(True, (), 0)
