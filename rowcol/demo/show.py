"""The demo from first step to last."""

import contextlib
import json
import logging
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.urls import reverse

from core import clock
from core.models import Business
from rowcol.demo import books, cast, serving
from rowcol.demo.children import Child
from rowcol.demo.ports import insist_free
from rowcol.demo.progress import Progress
from rowcol.demo.sandbox import COMPANIES, FREE, Company, Sandbox, running_sandbox
from rowcol.demo.trouble import DemoTrouble
from rowcol.embedded import EmbeddedPostgres
from runway.services import kept_weeks, standing

BLOCK = """
  RowCol is ready after {seconds:.0f} s.

    address   {address}
    sign in   {email}
    password  {password}
    others    {others}, same password
    to connect  {free}, which is in the sandbox and not read yet

  Logs are in {logs}. Ctrl-C stops everything but the database, which make db-stop stops.
"""


def once(as_json: bool, companies: Sequence[Company] = COMPANIES) -> bool:
    """Set up, bring the books over, print the counts; whether all of them agree."""
    progress = Progress()
    _look_around(web=False)
    who = _prepare(progress)
    with _sandbox(companies, progress):
        found = {"businesses": _bring_over(who, companies, progress)}
    for line in (differences := books.unequal(found["businesses"])):
        print(f"Differs: {line}", file=sys.stderr)
    print(json.dumps(found) if as_json else _counted(found))
    return not differences


def serve(companies: Sequence[Company] = COMPANIES) -> None:
    """Set up, bring the books over, then serve the pages and keep the books fresh until stopped."""
    progress = Progress()
    with contextlib.suppress(KeyboardInterrupt), on_stage(progress, companies) as stage:
        print(_block(stage, progress), flush=True)
        serving.watch(stage.family, progress)
    progress.say("Stopped.")


@dataclass(frozen=True)
class Stage:
    """The demo while it runs: where it is, who may sign in, whose books they are, and its processes."""

    address: str
    login: cast.Login
    slug: str
    family: list[Child]


@contextlib.contextmanager
def on_stage(progress: Progress, companies: Sequence[Company] = COMPANIES) -> Iterator[Stage]:
    """Everything set up and serving; stopped on the way out, the database excepted."""
    _look_around(web=True)
    who = _prepare(progress)
    with _sandbox(companies, progress, webhook_url=_address() + reverse("sync:webhook")[1:]) as sandbox:
        slug = _bring_over(who, companies, progress)[0]["slug"]
        with serving.running() as family:
            yield Stage(_address(), who, slug, [sandbox.child, *family])


def _look_around(web: bool) -> None:
    """Everything that would end the demo later ends it now."""
    serving.interrupt_on_signals()
    logging.disable(logging.INFO)  # a line a call would drown the steps; the children log theirs
    if settings.QBO_ENVIRONMENT != "sandbox-local":
        raise DemoTrouble(
            f"The demo runs on its own sandbox; QBO_ENVIRONMENT is {settings.QBO_ENVIRONMENT}. Unset it."
        )
    insist_free("127.0.0.1", settings.SANDBOX_PORT, "SANDBOX_PORT", "the sandbox")
    if web:
        insist_free(settings.HOST, settings.PORT, "PORT", "the pages")


@contextlib.contextmanager
def _sandbox(companies: Sequence[Company], progress: Progress, webhook_url: str = "") -> Iterator[Sandbox]:
    """The sandbox, running, with one company more; the first time all are founded, which takes a while."""
    data, logs, there = settings.VAR / "sandbox", settings.VAR / "log", (*companies, FREE)
    with contextlib.ExitStack() as stack:
        with progress.step("Opening the companies' books, or founding them"):
            running = running_sandbox(data, settings.SANDBOX_PORT, logs, there, webhook_url)
            sandbox = stack.enter_context(running)
        yield sandbox


def _prepare(progress: Progress) -> cast.Login:
    settings.VAR.mkdir(parents=True, exist_ok=True)
    if not settings.DATABASE_URL:
        with progress.step("Starting the embedded database"):
            EmbeddedPostgres(settings.VAR).start()
    with progress.step("Bringing the tables up to date"):
        call_command("migrate", verbosity=0, interactive=False)
    return cast.login()


def _bring_over(who: cast.Login, companies: Sequence[Company], progress: Progress) -> list[dict[str, Any]]:
    """The counts of every company, the agency's first."""
    businesses = zip(cast.assemble(who, companies), companies, strict=True)
    found = [_bring_one(business, company, progress) for business, company in businesses]
    connections.close_all()
    progress.say(_counted({"businesses": found}))
    return found


def _bring_one(business: Business, company: Company, progress: Progress) -> dict[str, Any]:
    with progress.step(f"Mirroring the books of {business}"):
        books.bring_over(business, company.realm, progress)
        standing.refresh(business, clock.now())
        kept_weeks.keep(business, clock.now())
    return books.summary(business)


def _counted(found: dict[str, Any]) -> str:
    rows = sum(count["mirror"] for business in found["businesses"] for count in business["entities"].values())
    differences = len(books.unequal(found["businesses"]))
    return f"{rows} objects in the mirror, {differences or 'no'} entities differ from QuickBooks"


def _address() -> str:
    host = "localhost" if settings.HOST in ("127.0.0.1", "0.0.0.0", "::1", "::") else settings.HOST
    return f"http://{host}:{settings.PORT}/"


def _block(stage: Stage, progress: Progress) -> str:
    return BLOCK.format(
        seconds=progress.elapsed(),
        address=stage.address,
        email=stage.login.email,
        password=stage.login.password,
        others=", ".join(each.email for each in cast.COLLEAGUES),
        free=FREE.name,
        logs=settings.VAR / "log",
    )
