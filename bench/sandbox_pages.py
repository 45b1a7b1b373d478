"""How many objects a second the sandbox serves over HTTP in pages of 1,000, alone: the promise is 20,000."""

from __future__ import annotations

import argparse
import http.client
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from sandbox.clock import pacific_seconds
from sandbox.store import Store
from sandbox.tokens import Client, Tokens
from sandbox.wire import encode

REALM = "9341450000000001"
CLIENT = Client("bench", "bench")
CALLBACK = "http://localhost/callback"
BODY_BYTES = 1600
FIRST_SECOND = 1_700_000_000
PAGE = 1000
PROMISE = 20_000


def main() -> int:
    """Prints objects per second; exit status 1 when below the promise."""
    parser = argparse.ArgumentParser(prog="python -m bench.sandbox_pages", description=__doc__)
    parser.add_argument("--objects", type=int, default=100_000)
    objects = parser.parse_args().objects
    with tempfile.TemporaryDirectory(prefix="sandbox-pages-") as folder:
        token = _fill(Path(folder) / "sandbox.sqlite3", objects)
        seconds, read = _timed(Path(folder), token)
    if read != objects:
        print(f"read {read} objects of {objects}", file=sys.stderr)
        return 1
    print(
        f"sandbox pages: {objects / seconds:,.0f} objects/s "
        f"({objects:,} of {BODY_BYTES} bytes in {seconds:.2f} s)"
    )
    return int(objects / seconds < PROMISE)


def _fill(path: Path, objects: int) -> str:
    """A company of bills put in raw; returns an access token for it."""
    store, now = Store(path), int(time.time())
    with store.transaction():
        store.rows("INSERT INTO company VALUES (?, 'bench', 0, 'Bench', ?)", REALM, now)
        store.put_many(_bills(objects))
    tokens = Tokens(store, CLIENT)
    code = tokens.code(REALM, CALLBACK, "com.intuit.quickbooks.accounting", now)
    _, answer = tokens.exchange(code, CALLBACK, now)
    store.release()
    return str(answer["access_token"])


def _bills(objects: int) -> Iterator[tuple[object, ...]]:
    """Bills of about the size of real ones, three a second in order of change."""
    for number in range(1, objects + 1):
        at = FIRST_SECOND + number // 3
        stamp = pacific_seconds(at)
        doc = {
            "domain": "QBO",
            "sparse": False,
            "Id": str(number),
            "SyncToken": "0",
            "MetaData": {"CreateTime": stamp, "LastUpdatedTime": stamp},
            "TotalAmt": number,
            "PrivateNote": "",
        }
        doc["PrivateNote"] = "x" * (BODY_BYTES - len(encode(doc)))
        yield REALM, "Bill", str(number), 0, at, at, 1, 0, number, encode(doc)


def _timed(folder: Path, token: str) -> tuple[float, int]:
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--data", str(folder)]
    with subprocess.Popen(
        [*command, "--client-id", CLIENT.id, "--client-secret", CLIENT.secret], stdout=-1
    ) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().decode().split("http://")[1].split()[0]
            began = time.perf_counter()
            read = sum(_pages(address, token))
            return time.perf_counter() - began, read
        finally:
            server.terminate()


def _pages(address: str, token: str) -> Iterator[int]:
    """Reads every page the way a backfill does; yields the number of objects in each."""
    connection, start, count = http.client.HTTPConnection(address), 1, PAGE
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    while count == PAGE:
        statement = (
            "select * from Bill where MetaData.LastUpdatedTime >= '2020-01-01T00:00:00-08:00' "
            f"orderby MetaData.LastUpdatedTime startposition {start} maxresults {PAGE}"
        )
        connection.request(
            "GET", f"/v3/company/{REALM}/query?query={quote(statement)}&minorversion=75", headers=headers
        )
        body = connection.getresponse().read()
        end = body[body.rfind(b"]") :]
        count = json.loads(b"{" + end[2 : end.index(b"}")] + b"}")["maxResults"] if len(end) > 2 else 0
        start += count
        yield count


if __name__ == "__main__":
    sys.exit(main())
