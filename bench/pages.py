"""How long working pages take: of large books, of small ones, and of these while a worker reads 100,000 objects.

One person signed in to a web server as the README starts it (2 processes of 4 threads) looks at page after page over
HTTP, a moment after each; what the browser waits for, the server's time and a little more, is what counts.

large     a company of 100,000 documents, 2,000 of them open, among 1,000,000 mirrored rows and 1,000 clients on the
          board. Documents are a sandbox company's own, over and over (bench/many.py): two years of them. Beside the
          times stand queries, milliseconds in them and elsewhere, and what the first look after the books moved takes
beside    five companies with two years of books, alone and while `manage.py sync --full` reads, over and over, under
          QuickBooks' own limits

BENCH_PAGES names the parts, BENCH_ROUNDS how often each page is looked at.
"""

import os
import re
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import requests

from bench.percentiles import percentile
from bench.town import EMAIL, PASSWORD, Town, town

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "60"))
PARTS = os.environ.get("BENCH_PAGES", "large beside").split()
DOCUMENTS, OPEN, ROWS, CLIENTS = (
    int(os.environ.get(f"BENCH_{name}", count))
    for name, count in (("DOCUMENTS", 100_000), ("OPEN", 2_000), ("ROWS", 1_000_000), ("CLIENTS", 1_000))
)
WARM_ROUNDS = 8  # until each thread of each process has its connection
OBJECTS = int(os.environ.get("BENCH_OBJECTS", "100000"))
OF_A_CLIENT = {"digest": "", "forecast": "forecast/", "tray": "tray/", "console": "console/"}
PAUSE_SECONDS, LOOK_SECONDS = 0.03, 0.2
Took = Mapping[str, list[float]]


def run() -> dict[str, Any]:
    """Figures of var/bench.json under "pages"."""
    parts = {"large": _large, "beside": _beside}
    return {name: figure for part in PARTS for name, figure in parts[part]().items()}


def _large() -> dict[str, Any]:
    with town() as place:
        slug = place.settle(1, kind="agency")[0].slug
        books = place.resident("enlarge", slug, DOCUMENTS, OPEN, ROWS)
        books |= place.resident("populate", slug, CLIENTS)
        paths = {name: f"/b/{slug}/{tail}" for name, tail in OF_A_CLIENT.items()}
        paths |= {"board": "/", "board_every_client": "/?all"}
        with place.at_work("web", web_processes=2):
            browser = signed_in(place)
            there = {name: path for name, path in paths.items() if look(place, browser, path)}
            _looked(place, browser, there, WARM_ROUNDS)
            took = _looked(place, browser, there)
            first = place.resident("look_after_a_change", slug, there)
        into = place.resident("look_into", there)
    times = {name: {"p50_ms": _ms(took[name], 0.5), "p95_ms": _ms(took[name], 0.95)} for name in there}
    pages = {name: times[name] | into[name] | first.get(name, {}) for name in there}
    return {"large": {"books": books} | pages}


def _beside() -> dict[str, Any]:
    with town() as place:
        client = place.settle(5)[0]
        big = place.settle(1, kind="agency", objects=OBJECTS)[0]
        paths = {
            "digest": f"/b/{client.slug}/",
            "tray": f"/b/{client.slug}/tray/",
            "console": f"/b/{client.slug}/console/",
            "board": "/",
            "sync": "/sync/",
        }
        with place.at_work("web", web_processes=2):
            browser = signed_in(place)
            there = {name: path for name, path in paths.items() if look(place, browser, path)}
            idle = _looked(place, browser, there)
            with _backfills(place, big.slug):
                busy = _looked(place, browser, there)
        return _figures(idle, busy, place.resident("look", there))


def _figures(idle: Took, busy: Took, queries: Mapping[str, int]) -> dict[str, Any]:
    pages = {
        name: {
            "p50_ms": _ms(idle[name], 0.5),
            "p95_ms": _ms(idle[name], 0.95),
            "p50_ms_during_backfill": _ms(busy[name], 0.5),
            "p95_ms_during_backfill": _ms(busy[name], 0.95),
            "queries": queries[name],
        }
        for name in idle
    }
    ratio = pages["digest"]["p95_ms_during_backfill"] / pages["digest"]["p95_ms"]
    return {**pages, "digest_p95_ratio_during_backfill": round(ratio, 2)}


def _ms(took: list[float], share: float) -> float:
    return round(percentile(took, share) * 1000, 1)


def _looked(place: Town, browser: requests.Session, paths: Mapping[str, str], rounds: int = ROUNDS) -> Took:
    took: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for name, path in paths.items():
            began = time.perf_counter()
            assert look(place, browser, path), path
            took[name].append(time.perf_counter() - began)
            time.sleep(PAUSE_SECONDS)
    return took


def look(place: Town, browser: requests.Session, path: str) -> bool:
    """Whether this person gets the page."""
    return browser.get(f"{place.address}{path}", timeout=60).status_code == 200


def signed_in(place: Town) -> requests.Session:
    """The town's person, signed in."""
    browser = requests.Session()
    address = f"{place.address}/login/"
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get(address, timeout=60).text)
    assert token is not None
    said = {"username": EMAIL, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    assert browser.post(address, said, timeout=60).url == f"{place.address}/"
    return browser


@contextmanager
def _backfills(place: Town, slug: str) -> Iterator[None]:
    """One reading of everything after the other, until the block ends."""
    ended = threading.Event()
    sync = place.child("sync", "manage", "sync", "--business", slug, "--full")

    def read() -> None:
        while not ended.is_set():
            sync.start()
            while sync.is_alive() and not ended.wait(LOOK_SECONDS):
                pass
            sync.stop()

    reading = threading.Thread(target=read)
    reading.start()
    try:
        yield
    finally:
        ended.set()
        reading.join()
