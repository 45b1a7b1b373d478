"""Beat's schedule, failed sign-ins and API tokens, as operators see them."""

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django_celery_beat.models import IntervalSchedule, PeriodicTask
from knox.models import AuthToken

from core.models import Business, User
from tests.conftest import PASSWORD
from tests.operators import act, listed, may, operator, page, queries_of_lists, staff, trail

__all__ = ["operator"]


@pytest.fixture
def tick(db: None) -> PeriodicTask:
    every = IntervalSchedule.objects.create(every=20, period="seconds")
    return PeriodicTask.objects.create(name="tick", task="sync.tick", interval=every)


def try_passwords(email: str, times: int) -> Client:
    browser = Client()
    for _ in range(times):
        browser.post(reverse("login"), {"username": email, "password": "wrong"})
    return browser


def test_an_entry_of_the_schedule_is_paused_and_resumed_with_a_trail(
    operator: Client, tick: PeriodicTask
) -> None:
    assert act(operator, PeriodicTask, "pause", [tick]) == "1 paused."
    assert not PeriodicTask.objects.get().enabled
    assert act(operator, PeriodicTask, "pause", [tick]) == "0 paused."
    assert act(operator, PeriodicTask, "resume", [tick]) == "1 resumed."
    assert PeriodicTask.objects.get().enabled
    assert [(one.action, one.subject) for one in trail()] == [
        ("schedule paused", "tick"),
        ("schedule resumed", "tick"),
    ]


def test_the_schedule_is_declared_in_the_code_and_not_changed_by_hand(
    operator: Client, tick: PeriodicTask
) -> None:
    assert operator.post(page(PeriodicTask, "change", tick.pk), {"name": "tock"}).status_code == 403
    assert operator.get(page(PeriodicTask, "add")).status_code == 403
    assert "every 20 seconds" in operator.get(page(PeriodicTask, "change", tick.pk)).content.decode()
    assert may(staff("view_periodictask"), PeriodicTask) == set()


def test_an_account_that_waits_is_unlocked_with_a_trail(
    operator: Client, acme: Business, olive: User
) -> None:
    browser = try_passwords(olive.email, settings.AXES_FAILURE_LIMIT)
    right = {"username": olive.email, "password": PASSWORD}
    assert browser.post(reverse("login"), right).status_code == 429
    [attempt] = listed(operator, AccessAttempt, locked_out="yes")
    assert act(operator, AccessAttempt, "unlock", [attempt]) == "1 unlocked."
    assert browser.post(reverse("login"), right).status_code == 302
    assert ("sign-in unlocked", olive.email) in [(one.action, one.subject) for one in trail()]


def test_unlocking_one_account_leaves_the_others_locked(operator: Client, olive: User, sam: User) -> None:
    for person in (olive, sam):
        try_passwords(person.email, settings.AXES_FAILURE_LIMIT)
    act(operator, AccessAttempt, "unlock", AccessAttempt.objects.filter(username=olive.email))
    assert [attempt.username for attempt in AccessAttempt.objects.all()] == [sam.email]


def test_no_page_shows_a_token_or_what_it_is_known_by(operator: Client, olive: User) -> None:
    kept, token = AuthToken.objects.create(olive)
    for address in (page(AuthToken), page(User), page(User, "change", olive.pk)):
        shown = operator.get(address).content.decode()
        assert "olive@acme.example" in shown or "Olive" in shown
        for secret in (token, kept.digest, kept.token_key):
            assert secret not in shown
    assert operator.get(page(AuthToken, "add")).status_code == 403


def test_tables_that_nothing_fills_are_not_offered(operator: Client) -> None:
    offered = {model._meta.label for model in admin.site._registry}
    assert not offered & {"axes.AccessLog", "axes.AccessFailureLog", "django_celery_beat.SolarSchedule"}
    shown = operator.get(reverse("admin:index")).content.decode()
    assert "Causes of issues" in shown


def test_lists_cost_the_same_for_few_rows_and_for_many(operator: Client, tick: PeriodicTask) -> None:
    def add_token(number: int) -> None:
        AuthToken.objects.create(User.objects.create_user(f"member{number}@acme.example"))

    def add_entry(number: int) -> None:
        PeriodicTask.objects.create(name=f"entry {number}", task="sync.tick", interval=tick.interval)

    for model, make in ((AuthToken, add_token), (PeriodicTask, add_entry)):
        few, many = queries_of_lists(operator, model, make)
        assert few == many
