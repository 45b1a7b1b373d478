"""A store of its own for every test, Acme's empty books, and a server on a free port."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.books.company import Company
from sandbox.clock import Clock
from sandbox.server import Server
from sandbox.service import Service
from sandbox.store import Store
from sandbox.tokens import Client
from tests.sandbox.world import APP_NAME, CLIENT_ID, NOW, SECRET, Caller, open_books


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "sandbox.sqlite3")
    yield made
    made.release()


@pytest.fixture
def company(store: Store) -> Company:
    """Acme with a chart of accounts, a customer, a vendor and an item, and no transaction."""
    return open_books(store)[0]


@pytest.fixture
def clock() -> Clock:
    """A clock that stands at NOW when the test begins and runs on from there."""
    made = Clock()
    made.move(to=NOW)
    return made


@pytest.fixture
def server(store: Store, clock: Clock) -> Iterator[Server]:
    made = Server(("127.0.0.1", 0), Service(store, clock, Client(CLIENT_ID, SECRET, APP_NAME)))
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def caller(server: Server) -> Iterator[Caller]:
    made = Caller(server.url)
    yield made
    made.session.close()
