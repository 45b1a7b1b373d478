"""Acme connected to the sandbox's company, as in the tests around it; and Acme read completely, without a sandbox."""

from datetime import timedelta

import pytest

from core import clock
from core.mirror import mirrors
from core.models import Business, Membership, Role, User
from sync.models import Connection, EntityState, Feed, FeedKind
from tests.sync.conftest import backstage, connection

__all__ = ["backstage", "connection"]


@pytest.fixture
def read(acme: Business) -> Feed:
    """Acme's feed of changes: connected, everything read, the last pull a minute ago."""
    now = clock.now()
    Connection.objects.create(business=acme, realm_id="9130", environment="sandbox-local")
    states = [EntityState(business=acme, entity=model.qbo.name, backfilled_at=now) for model in mirrors()]
    EntityState.objects.bulk_create(states)
    just, soon = now - timedelta(minutes=1), now + timedelta(minutes=1)
    return Feed.objects.create(
        business=acme, kind=FeedKind.CHANGES, cursor=just, last_ok_at=just, next_at=soon
    )


@pytest.fixture
def ada(acme: Business) -> User:
    """Firm admin of Acme's firm."""
    user = User.objects.create_user("ada@acme.example", name="Ada")
    Membership.objects.create(user=user, firm=acme.firm, role=Role.FIRM_ADMIN)
    return user
