"""The sandbox of the model proof: served over HTTP by this process, on a clock of its own, its answers late at will."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from django.conf import settings

from core.models import Business
from sandbox.approve import approve
from sandbox.clock import Clock
from sandbox.exchange import Answer, Request
from sandbox.generator import found
from sandbox.mischief import Mischief, Work
from sandbox.service import Service
from sandbox.store import Store
from sandbox.tokens import Client
from sandbox.webhooks.queue import Queue
from sync import connect
from tests.prove.model.keeper import Keeper
from tests.sync.backstage import REDIRECT
from tests.sync.small_company import served

PATIENCE_SECONDS, RINGS_WITHIN_SECONDS, LOOK_SECONDS = 20, 0.5, 0.01
DAYS = 45


@dataclass
class Late:
    """An answer that is ready and not sent: the books, and the mirror, move on without it."""

    after: int
    about: str = ""
    arrived: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)


class LateAnswers(Mischief):
    """Mischief that also keeps one answer back until it is released, as a slow line would."""

    def __init__(self) -> None:
        super().__init__()
        self._late: Late | None = None

    def keep_back(self, after: int, about: str = "") -> Late:
        """The answer to a read that comes after so many others; `about` an entity, or all that has changed."""
        self._late = Late(after, about)
        return self._late

    def hurry(self) -> None:
        """No answer is kept back from now on."""
        self._late = None

    def around(self, request: Request, work: Work) -> Answer:
        late, answer = self._turn_of(request), super().around(request, work)
        if late is not None:
            late.arrived.set()
            late.released.wait(PATIENCE_SECONDS)
        return answer

    def _turn_of(self, request: Request) -> Late | None:
        late = self._late
        if (
            late is None
            or request.asked not in ("queries", "cdc", "reads")
            or not _tells_of(request, late.about)
        ):
            return None
        late.after -= 1
        if late.after >= 0:
            return None
        self._late = None
        return late


def _tells_of(request: Request, entity: str) -> bool:
    """Whether the answer may hold objects of that entity; every answer does where none is named."""
    asked = request.query.get("query") or request.query.get("entities") or request.text
    return not entity or entity in re.findall(r"\w+", asked)


@dataclass
class NextDoor:
    """A running sandbox in which companies are founded one after the other."""

    url: str
    service: Service
    mischief: LateAnswers
    doorbell: str
    founded: int = 0

    def found(self, kind: str, seed: int) -> Keeper:
        """A company of this kind with a few weeks of history, and who keeps its books."""
        self.founded += 1
        realm = str(9341450000000100 + self.founded)
        found(
            self.service.store,
            kind,
            seed=seed,
            days=DAYS,
            until=self.service.clock.now(),
            realm=realm,
            scale=1,
        )
        return Keeper(self.url, self.service.store, realm)

    def consent(self, business: Business, realm: str) -> None:
        """A person connects the business to the company, or connects it anew."""
        address = approve(connect.authorize_url(business, REDIRECT), realm=realm)
        connect.finish(dict(parse_qsl(urlsplit(address).query)))

    def ring(self, **shares: float) -> None:
        """From now on QuickBooks rings at RowCol for every change, with such shares of webhooks lost, repeated ..."""
        verifier = settings.QBO_WEBHOOK_VERIFIER[0]
        self._tell("webhooks", url=self.doorbell, verifier=verifier)
        self._tell("switches", **{f"webhook_{name}": share for name, share in shares.items()})

    def has_rung(self) -> None:
        """Return when all that was to be told has been, or soon: what is delayed is not waited for."""
        give_up_at, queue = time.monotonic() + RINGS_WITHIN_SECONDS, Queue(self.service.store)
        while time.monotonic() < give_up_at:
            waiting = queue.waiting()
            if not waiting["events"] and not waiting["deliveries"]:
                return
            time.sleep(LOOK_SECONDS)

    def fall_silent(self) -> None:
        """No more rings, and what waits is forgotten."""
        requests.delete(f"{self.url}/_sandbox/webhooks", timeout=20)

    def _tell(self, what: str, **said: Any) -> None:
        answer = requests.post(f"{self.url}/_sandbox/{what}", json=said, timeout=20)
        assert answer.status_code == 200, answer.text

    def be_kind(self) -> None:
        """No more faults, no more late answers."""
        self.mischief.clear()
        self.mischief.hurry()


@contextmanager
def next_door(folder: Path, clock_file: Path, doorbell: str) -> Iterator[NextDoor]:
    """Served until the end of the proof; `doorbell` is where RowCol's webhooks go."""
    client, mischief = Client(settings.QBO_CLIENT_ID, settings.QBO_CLIENT_SECRET), LateAnswers()
    service = Service(Store(folder / "books.sqlite3"), Clock(clock_file), client, mischief=mischief)
    with served(service) as url:
        yield NextDoor(url, service, mischief, doorbell)
