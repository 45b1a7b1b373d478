"""Who runs the system, and what operators do on the admin's pages."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry, Business, User

FEW, MANY = 5, 50


@pytest.fixture
def operator(db: None) -> Client:
    """Runs the system and sees everything."""
    browser = Client()
    browser.force_login(User.objects.create_superuser("ops@rowcol.example"))
    return browser


def staff(*permissions: str) -> Client:
    """Somebody of the staff who may do these things and nothing else."""
    person = User.objects.create_user("staff@rowcol.example", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    browser = Client()
    browser.force_login(person)
    return browser


def page(model: Any, name: str = "changelist", *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def listed(browser: Client, model: Any, **query: Any) -> list[Any]:
    """The rows that a list shows."""
    answer = browser.get(page(model), query)
    assert answer.status_code == 200, answer.headers
    return list(answer.context["cl"].result_list)


def act(browser: Client, model: Any, action: str, rows: Iterable[Any], **query: Any) -> str:
    """What the page says after an action on these rows of a list, narrowed by the query."""
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    answer = browser.post(f"{page(model)}?{urlencode(query)}", chosen, follow=True)
    assert answer.status_code == 200
    return " ".join(str(message) for message in answer.context["messages"])


def may(browser: Client, model: Any) -> set[str]:
    """The actions that a list offers to this person."""
    form = browser.get(page(model)).context["action_form"]
    return {name for name, _ in form.fields["action"].choices if name} if form else set()


def queries_of_lists(browser: Client, model: Any, make: Callable[[int], Any]) -> tuple[int, int]:
    """How many queries a list costs with few rows and with many, once what holds for a minute is added up."""
    listed(browser, model)
    asked = []
    for first, last in ((0, FEW), (FEW, MANY)):
        for number in range(first, last):
            make(number)
        with CaptureQueriesContext(connection) as counted:
            assert len(listed(browser, model)) >= last
        asked.append(len(counted))
    return asked[0], asked[1]


def another_business(like: Business, number: int) -> Business:
    return Business.objects.create(firm=like.firm, name=f"Client {number}", slug=f"client-{number}")


def trail() -> list[AuditEntry]:
    """What was done, oldest first; that somebody signed in is left out."""
    return list(AuditEntry.objects.exclude(action="signed in").order_by("pk"))
