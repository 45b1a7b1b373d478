"""With write-back off no page, button, command, task or call of the API changes the books: QuickBooks counts it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.management import call_command, get_commands
from django.test import Client
from pytest_django import Settings

from core import clock
from core.models import Business, Membership, Role, User
from rowcol import celery_app
from rowcol.schedule import BEAT
from runway.api import urls
from runway.models import Decision
from sync.models import WriteOperation
from sync.orchestrators import writes
from sync.orchestrators.mirror import backfill
from tests.conftest import PASSWORD, point_at
from tests.prove.forms import Form, Reader
from tests.rowcol.every_url import addresses
from tests.rowcol.test_every_url import filled
from tests.sync.small_company import REALM, SmallCompany, in_a_hurry, small_company

__all__ = ["in_a_hurry"]
pytestmark = [
    pytest.mark.prove,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("in_a_hurry"),
]

# What ends what the rest needs: done last, in this order.
LAST = (
    "again",
    "pause",
    "token/end",
    "password",
    "delete",
    "remove",
    "people",
    "disconnect",
    "erase",
    "logout",
)
API, ACME = "/api/v1/", "businesses/acme/"
DAY = clock.now().date() + timedelta(days=19)
INVOICES = """document_id,counterparty_id,issued_on,due_on,paid_on,amount
1,Amy's Birds,2026-01-05,2026-02-04,2026-02-06,120.00
2,Amy's Birds,2026-02-05,2026-03-07,,80.00
"""
OF_THE_HOUSE = {"db", "demo", "shots"}  # commands that start servers and ask QuickBooks nothing themselves
ALIKE = 2  # pages of one kind that are opened


@dataclass
class Visitor:
    """Somebody who may do everything, and does."""

    browser: Client
    user: User
    seen: set[str] = field(default_factory=set)
    kinds: dict[str, int] = field(default_factory=dict)
    forms: dict[tuple[str, tuple[str, ...]], tuple[str, Form]] = field(default_factory=dict)
    posted: int = 0

    def walk(self, start: list[str]) -> None:
        """Every address, and whatever their pages lead to."""
        waiting = list(start)
        while waiting:
            path = waiting.pop()
            if path in self.seen or self._enough(path) or "logout" in path:
                continue
            self.seen.add(path)
            waiting += self.look(path)

    def look(self, path: str) -> list[str]:
        answer = self.browser.get(path)
        assert answer.status_code != 500, path
        if answer.streaming or "text/html" not in answer.get("Content-Type", ""):
            return []
        page = Reader(answer.content.decode())
        for form in page.forms:
            form.action = urljoin(path, form.action) if form.action else path
            self.forms.setdefault((_kind(form.action), tuple(sorted(form.fields))), (path, form))
        return [
            link for link in (urljoin(path, each).partition("#")[0] for each in page.links) if _ours(link)
        ]

    def press_everything(self) -> None:
        """Every button of every form; the address that a form names is looked at again afterwards."""
        for path, form in sorted(self.forms.values(), key=lambda one: (_late(one[1].action), one[1].action)):
            for address, content in form.submissions():
                target = urljoin(path, address)
                send = self.browser.get if form.method == "get" else self.browser.post
                assert send(target, content).status_code != 500, (target, content)
                self.posted += form.method == "post"
                self.browser.force_login(self.user)

    def _enough(self, path: str) -> bool:
        kind = _kind(path)
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        return self.kinds[kind] > ALIKE


def _kind(path: str) -> str:
    parts = urlsplit(path)
    where = "/".join("#" if any(c.isdigit() for c in part) else part for part in parts.path.split("/"))
    names = {each.partition("=")[0] for each in parts.query.split("&")} - {
        "o"
    }  # the order of a list of the admin
    return f"{where}?{'&'.join(sorted(names))}"


def _late(path: str) -> int:
    return next((number + 1 for number, word in enumerate(LAST) if word in path), 0)


def _ours(link: str) -> bool:
    return link.startswith("/") and not link.startswith(("//", "/static/"))


@pytest.fixture
def company(tmp_path: Path, settings: Settings) -> Iterator[SmallCompany]:
    """A company with two months behind it."""
    settings.CELERY_TASK_ALWAYS_EAGER = True
    with small_company(tmp_path, days=60) as made:
        point_at(made.url, settings)
        yield made


@pytest.fixture
def visitor(company: SmallCompany, acme: Business) -> Visitor:
    """Runs the system and heads Acme's firm; Acme is connected, read, and allows to be written to by itself."""
    Business.objects.update(write_back=True)
    company.connect(acme)
    backfill(acme)
    user = User.objects.create_superuser("ops@acme.example", PASSWORD, name="Op")
    Membership.objects.create(user=user, firm=acme.firm, role=Role.FIRM_ADMIN)
    browser = Client()
    browser.force_login(user)
    return Visitor(browser, user)


def books(company: SmallCompany) -> str:
    """All that the company's books hold, in one word."""
    said = hashlib.sha256()
    tables = ("object ORDER BY entity, id", "posting ORDER BY rowid", "application ORDER BY 1, 2, 3, 4, 5")
    for table in tables:
        for row in company.store.rows(f"SELECT * FROM {table}"):
            said.update(repr(tuple(row)).encode())
    return said.hexdigest()


def asked(company: SmallCompany) -> dict[str, int]:
    return company.service.meter.report()["asked"].get(REALM, {})


def run_every_command_and_task(bill: str, table: Path) -> None:
    table.write_text(INVOICES)
    for task in BEAT.values():
        celery_app.tasks[task["task"]]()
    run = [
        *(["sync", "--all"], ["sync", "--business", "acme", "--full"], ["sync", "--entity", "Bill"]),
        ["resync", "--business", "acme", "--entity", "Bill", "--id", bill],
        *(["sync_status"], ["freshness"], ["replay_webhooks", "--since", "2020-01-01T00:00:00Z"]),
        ["backtest", str(table)],
        *(["rotate_token_keys"], ["verify_audit"], ["ownership"], ["reconcile", "--all"], ["invariants"]),
    ]
    ours = {name for name, app in get_commands().items() if app in ("core", "sync", "runway", "rowcol")}
    assert {name for name, *_ in run} | OF_THE_HOUSE == ours
    for command in run:
        call_command(*command)


@dataclass
class Program:
    """Asks the API in the visitor's name, signed in or by a token; `reached` are the addresses that it posts to."""

    browser: Client
    reached: set[str] = field(default_factory=set)

    def post(self, path: str, content: Any = None, token: str = "", status: int = 200) -> Any:
        headers = {"Authorization": f"Token {token}"} if token else {}
        answer = self.browser.post(f"{API}{path}", content, content_type="application/json", headers=headers)
        assert answer.status_code == status, (path, answer.content)
        self.reached.add(answer.resolver_match.url_name)
        return answer.json() if answer.content else None


def call_the_api(visitor: Visitor) -> None:
    """Every address that can be posted to: what is decided, what is said of an issue, tokens made and ended."""
    program = Program(visitor.browser)
    decide(program)
    say_of_each_issue(program)
    say_what_is_set_aside_known_and_expected(program)
    make_and_end_tokens(program, visitor.user)
    assert program.reached == {each.name for each in urls.urlpatterns if hasattr(each.callback.cls, "post")}


def decide(program: Program) -> None:
    """Decisions on what is open: tried out, proposed, approved, withdrawn."""
    page = program.browser.get(f"{API}{ACME}console/").json()
    rows = [row for lane in page["console"]["bills"] for row in lane["rows"] if row["open"]][:5]
    assert rows, "there is something to decide on"
    choices = [
        {"entity": "Bill", "qbo_id": row["qbo_id"], "on": DAY.isoformat(), "saw": row["open"]} for row in rows
    ]
    program.post(f"{ACME}console/effect/", {"choices": choices, "note": "x"})
    program.post(f"{ACME}decisions/", {"choices": choices, "note": "x"}, status=201)
    ids = {"decisions": list(Decision.objects.values_list("pk", flat=True))}
    for deed in ("approve", "withdraw"):
        program.post(f"{ACME}decisions/{deed}/", ids)


def say_of_each_issue(program: Program) -> None:
    """One issue of each kind is accepted, asked about and opened again."""
    rows = program.browser.get(f"{API}{ACME}tray/issues/").json()["results"]
    issues = {row["issue"]["kind"]: row["issue"]["about"] for row in rows}
    assert issues, "there is something to say"
    for kind, about in issues.items():
        seen_at = None
        for verdict in ("accepted", "asked", ""):
            named = {"entity": about["entity"], "qbo_id": about["qbo_id"], "seen_at": seen_at}
            said = program.post(f"{ACME}tray/", {"kind": kind, "verdict": verdict, "note": "x", **named})
            seen_at = said["at"]


def say_what_is_set_aside_known_and_expected(program: Program) -> None:
    """Each is entered and ended again."""
    day = DAY.isoformat()
    van = {"name": "Van", "kind": "earmark", "amount": "300.00", "since": "2026-01-05"}
    grant = {"name": "Grant", "direction": "in", "amount": "5000.00", "on": day, "probability": 80}
    bill = program.browser.get(f"{API}{ACME}console/").json()["console"]["bills"][0]["rows"][0]
    about = {"entity": "Bill", "qbo_id": bill["qbo_id"]}
    reserve = program.post(f"{ACME}reserves/", van, status=201)["id"]
    program.post(f"{ACME}reserves/{reserve}/archive/", {"seen": 1})
    item = program.post(f"{ACME}known-items/", grant, status=201)["id"]
    program.post(f"{ACME}known-items/{item}/end/", {"ending": "happened", "seen": 1})
    date_set = program.post(f"{ACME}expected-dates/", about | {"on": day, "why": "x"}, status=201)["id"]
    program.post(f"{ACME}expected-dates/take-back/", about | {"seen": date_set}, status=204)


def make_and_end_tokens(program: Program, user: User) -> None:
    first = program.post("tokens/")["token"]
    program.browser.logout()
    program.post("tokens/end/", token=first, status=204)
    program.browser.force_login(user)
    second = program.post("tokens/")["token"]
    program.browser.logout()
    program.post("tokens/end-all/", token=second, status=204)
    program.browser.force_login(user)


def try_to_write(acme: Business, bill: str) -> None:
    number = writes.plan_due_date(acme, "Bill", bill, DAY, actor="ops", name="one")
    assert writes.carry_out(acme, number).state is writes.State.PENDING


def test_nothing_that_anybody_can_do_changes_the_books(
    visitor: Visitor, company: SmallCompany, acme: Business, tmp_path: Path
) -> None:
    before = books(company)
    named = {"slug": acme.slug, "firm": acme.firm.slug, "membership": 1, "invitation": 1}
    call_the_api(visitor)
    visitor.walk([filled(each, named) for each in addresses()])
    run_every_command_and_task(company.objects("Bill")[0]["Id"], tmp_path / "invoices.csv")
    visitor.press_everything()
    print(f"{len(visitor.seen)} pages, {visitor.posted} posts, asked of QuickBooks: {asked(company)}")
    assert len(visitor.seen) > 80
    assert visitor.posted > 40
    assert asked(company).get("queries", 0) > 20, "it was asked, only not told"
    assert asked(company).get("writes", 0) == 0
    assert books(company) == before


def test_the_count_would_show_a_write(
    company: SmallCompany, acme: Business, visitor: Visitor, settings: Settings
) -> None:
    """With write-back on, the same company counts it and its books change: the proof above can fail."""
    before, bill = books(company), company.objects("Bill")[0]["Id"]
    try_to_write(acme, bill)
    assert (asked(company).get("writes", 0), books(company)) == (0, before)
    settings.QBO_WRITE_BACK = True
    number = WriteOperation.objects.get().pk
    assert writes.carry_out(acme, number).state is writes.State.DONE
    assert asked(company)["writes"] == 1
    assert books(company) != before
