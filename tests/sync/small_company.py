"""A small QuickBooks company served by this process: its books can be written to directly, its answers spoiled."""

import json
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import settings as configured
from pytest_django import Settings

from core.models import Business
from sandbox import faults
from sandbox.clock import Clock, pacific_seconds
from sandbox.envelopes import fault_answer
from sandbox.exchange import Answer, Request
from sandbox.generator import found
from sandbox.mischief import Mischief, Work
from sandbox.server import Server
from sandbox.service import Service
from sandbox.store import Store
from sandbox.tokens import Client
from sync import connect
from sync.models import Connection
from tests.conftest import point_at
from tests.sync.backstage import REDIRECT

REALM = "9341450000000011"
LAST_DAY = datetime(2026, 11, 20, 16, tzinfo=UTC)
SOME_TIME_AGO = int(datetime(2026, 2, 2, 12, tzinfo=UTC).timestamp())


class Spoiled(Mischief):
    """Mischief that also answers every question about an entity, for changes ("cdc") or every write as the test wants.

    And that does something once just before such a request, or one of such a class, is served: `before`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.acts: dict[str, Callable[[], Any]] = {}

    def before(self, entity: str, act: Callable[[], Any]) -> None:
        self.acts[entity] = act

    def around(self, request: Request, work: Work) -> Answer:
        entity = _entity(request)
        self.asked += [entity] if entity else []
        for asked in {entity, request.asked}:
            self.acts.pop(asked, int)()
        return self.answers.get(entity) or super().around(request, work)


@dataclass(frozen=True)
class SmallCompany:
    """The server's address and what lies behind it."""

    url: str
    service: Service
    mischief: Spoiled

    @property
    def store(self) -> Store:
        return self.service.store

    def objects(self, entity: str, realm: str = REALM) -> list[dict[str, Any]]:
        """Everything that the books hold of an entity, inactive rows included, amounts exact."""
        sql = "SELECT body FROM object WHERE realm = ? AND entity = ? AND deleted = 0 ORDER BY CAST(id AS INTEGER)"
        return [exact(body) for (body,) in self.store.rows(sql, realm, entity)]

    def put(
        self, entity: str, qbo_id: int, body: bytes, *, active: bool = True, at: int = SOME_TIME_AGO
    ) -> None:
        """An object straight into the books, byte for byte as it will be served."""
        row = (REALM, entity, str(qbo_id), 0, at, at, int(active), 0, qbo_id, body)
        self.store.put_many([row])

    def refuse(self, entity: str, fault: faults.Fault) -> None:
        """Every question about this entity gets this fault."""
        self.mischief.answers[entity] = fault_answer(fault, self.service.clock.now())

    def connect(self, business: Business, realm: str = REALM) -> Connection:
        """The business connected to the company by a real consent; only its page is not looked at."""
        asked = dict(parse_qsl(urlsplit(connect.authorize_url(business, REDIRECT)).query))
        now = int(self.service.clock.now().timestamp())
        code = self.service.tokens.code(realm, asked["redirect_uri"], asked["scope"], now)
        return connect.finish({"code": code, "state": asked["state"], "realmId": realm})


@contextmanager
def small_company(folder: Path, *, days: int = 0) -> Iterator[SmallCompany]:
    """A running company that has lived so many days; with none it has its lists and nothing else."""
    client = Client(configured.QBO_CLIENT_ID, configured.QBO_CLIENT_SECRET)
    mischief, path = Spoiled(), folder / "books.sqlite3"
    path.write_bytes(_founded(days))
    service = Service(Store(path), Clock(), client, mischief=mischief)
    with served(service) as url:
        yield SmallCompany(url, service, mischief)


@cache
def _founded(days: int) -> bytes:
    """The file of such books, founded once in a process: the same seed gives the same books."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "books.sqlite3"
        store = Store(path)
        found(store, "agency", seed=7, days=days or 30, scale=int(days > 0), until=LAST_DAY, realm=REALM)
        store.release()
        return path.read_bytes()


@contextmanager
def served(service: Service) -> Iterator[str]:
    """The address at which a thread of this process serves those books."""
    server = Server(("127.0.0.1", 0), service)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        service.store.release()


@pytest.fixture
def company(tmp_path: Path, settings: Settings) -> Iterator[SmallCompany]:
    """A company with its lists and no document; the product's settings point at it."""
    with small_company(tmp_path) as made:
        point_at(made.url, settings)
        yield made


@pytest.fixture
def connected(company: SmallCompany, acme: Business) -> Business:
    """Acme, connected to that company."""
    company.connect(acme)
    return acme


@pytest.fixture
def in_a_hurry(settings: Settings) -> None:
    """QBO's own limits would make a test wait."""
    limits = {"per_minute": 60_000, "per_second": 1_000, "in_flight": 10, "batch_per_minute": 6_000}
    settings.QBO_LIMITS = limits


@pytest.fixture
def hasty_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The product's waits, those before another try, pass two hundred times as fast."""
    hurry(200, tmp_path, monkeypatch)


@pytest.fixture
def brisk_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They pass twenty times as fast: a second is over at once, and minutes are still minutes."""
    hurry(20, tmp_path, monkeypatch)


def hurry(scale: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on so many seconds of the product's clock pass in one."""
    bent = folder / "clock.json"
    bent.write_text(json.dumps({"scale": scale, "since": datetime.now(UTC).timestamp()}))
    monkeypatch.setenv("ROWCOL_CLOCK_FILE", str(bent))


def bill(qbo_id: int, at: int = SOME_TIME_AGO, **fields: Any) -> dict[str, Any]:
    """A bill as QBO would give it."""
    meta = {"CreateTime": pacific_seconds(at), "LastUpdatedTime": pacific_seconds(at)}
    said = {
        "Id": str(qbo_id),
        "SyncToken": "0",
        "domain": "QBO",
        "MetaData": meta,
        "TotalAmt": 10,
        "Balance": 10,
    }
    return said | fields


def exact(body: bytes) -> Any:
    """JSON with exact amounts."""
    return json.loads(body, parse_float=Decimal)


def _entity(request: Request) -> str:
    """The entity that a query names; "cdc" where changes are asked for; "writes"; else nothing."""
    if request.asked != "queries":
        return request.asked if request.asked in ("cdc", "writes") else ""
    said = (request.query.get("query") or request.body.decode(errors="replace")).split()
    words = [word.lower() for word in said]
    return said[words.index("from") + 1] if "from" in words[:-1] else ""
