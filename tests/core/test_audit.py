"""The trail: who did what and when, for good."""

import pytest
from django.db import DatabaseError, connection, transaction

from core import audit
from core.models import AuditEntry, Business, Firm
from core.services import BusinessService


def test_an_entry_outlives_the_business_it_is_about(acme: Business) -> None:
    entry = audit.record(
        "olive@acme.example", "business renamed", business=acme, subject="Acme", before="Acmee"
    )
    key = acme.pk
    Business.objects.filter(pk=key).delete()
    entry.refresh_from_db()
    assert (entry.business_id, entry.actor, entry.detail) == (key, "olive@acme.example", {"before": "Acmee"})


@pytest.mark.parametrize(
    "statement", ["UPDATE core_auditentry SET actor = 'sam'", "DELETE FROM core_auditentry"]
)
def test_the_database_refuses_to_change_the_trail(acme: Business, statement: str) -> None:
    audit.record("olive@acme.example", "business renamed", business=acme)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.get().actor == "olive@acme.example"


def test_opening_and_renaming_a_business_leave_a_trail(firm: Firm) -> None:
    service = BusinessService("ada@acme.example")
    opened = service.open_business(firm, "Harbor & Finch")
    service.rename(opened, "Harbor & Finch Studio")
    trail = AuditEntry.objects.order_by("pk").values_list("actor", "action", "subject")
    assert list(trail) == [
        ("ada@acme.example", "business opened", "Harbor & Finch"),
        ("ada@acme.example", "business renamed", "Harbor & Finch Studio"),
    ]
    opened.refresh_from_db()
    assert (opened.name, opened.slug) == ("Harbor & Finch Studio", "harbor-finch")


def test_businesses_of_one_name_get_addresses_of_their_own(firm: Firm) -> None:
    service = BusinessService("ada@acme.example")
    assert [service.open_business(firm, "Elm").slug for _ in range(3)] == ["elm", "elm-2", "elm-3"]
    assert service.open_business(firm, "株式会社").slug == "business"
