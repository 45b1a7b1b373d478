"""The address in a mail that stops it: without a sign-in, by the reader or by the mail program for them."""

import pytest
from django.test import Client
from pytest_django import Settings

from core.models import AuditEntry, Business, DigestStop, User
from runway.services.mail_stops import stop_address
from tests.runway.test_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(acme: Business, olive: User, settings: Settings) -> str:
    """Olive's address of Acme's mail, as her browser asks for it."""
    return stop_address(olive.pk, acme).removeprefix(settings.SITE_URL)


def test_looking_at_the_link_stops_nothing_and_shows_a_form(address: str, client: Client) -> None:
    for ask in (client.get, client.head):
        assert ask(address).status_code == 200
    assert "Stop the weekly digest of Acme? It comes to olive@acme.example" in text_of(
        client.get(address).content.decode()
    )
    assert not DigestStop.objects.exists()


def test_a_mail_program_posts_one_click_and_the_mail_is_stopped_for_good(
    address: str, olive: User, acme: Business
) -> None:
    strict = Client(enforce_csrf_checks=True)
    for _ in range(2):
        answer = strict.post(address, {"List-Unsubscribe": "One-Click"})
        assert "The weekly digest of Acme is stopped" in text_of(answer.content.decode())
    assert DigestStop.objects.get().user == olive
    kept = AuditEntry.objects.get()
    assert (kept.actor, kept.action, kept.business_id) == (olive.email, "digest mail stopped", acme.pk)
    assert kept.detail == {"way": "by the link of a mail"}


@pytest.mark.parametrize("cut", ["/mail/stop/nonsense/", "/mail/stop/WzEsMV0:forged/"])
def test_a_link_that_nobody_signed_stops_nothing(acme: Business, client: Client, cut: str) -> None:
    for answer in (client.get(cut), client.post(cut)):
        assert answer.status_code == 404
        assert "This link stops nothing" in text_of(answer.content.decode())


def test_a_link_of_one_person_stops_the_mail_of_no_other(
    address: str, olive: User, sam: User, client: Client
) -> None:
    client.post(address[:-2] + ("A" if address[-2] != "A" else "B") + "/")
    assert not DigestStop.objects.exists()
    client.post(address)
    assert list(DigestStop.objects.values_list("user", flat=True)) == [olive.pk]


def test_the_link_shows_nothing_of_the_books(address: str, client: Client) -> None:
    said = client.get(address).content.decode()
    assert "$" not in said
    assert "no-store" in client.get(address)["Cache-Control"]
