"""Sending one HTTP request and hearing its answer: kept-alive sessions, time limits, fast reading."""

import math
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from time import perf_counter
from typing import Any
from urllib.parse import urljoin

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from urllib3 import Timeout
from urllib3.exceptions import DecodeError, HTTPError
from urllib3.exceptions import TimeoutError as HTTPTimeout

from sync.errors import BadQuestion, NoAnswerInTime, Unreachable, Unreadable

READ_SIZE = 1 << 18
CONNECT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `seconds` run from sending to the last byte, `intuit_tid` is for Intuit's support."""

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    seconds: float

    @property
    def intuit_tid(self) -> str:
        return self.headers.get("intuit_tid", "")


class _Sessions(threading.local):
    """A session per thread; a forked child opens its own, since two processes must not share a socket."""

    pid = 0
    session: requests.Session

    def current(self) -> requests.Session:
        if self.pid != os.getpid():
            self.session, self.pid = _session(), os.getpid()
        return self.session


def _session() -> requests.Session:
    """Deaf to the environment, which requests would read anew at every call, and to .netrc; see `_surroundings`."""
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", HTTPAdapter(pool_connections=4, pool_maxsize=2))
    session.mount("https://", HTTPAdapter(pool_connections=4, pool_maxsize=2))
    return session


@lru_cache(maxsize=8)
def _surroundings(origin: str) -> dict[str, Any]:
    """The machine's own proxy and certificate authorities for an address, read once."""
    bundle = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE")
    return {"proxies": get_environ_proxies(origin), "verify": bundle or True}


_sessions = _Sessions()


def send(
    method: str,
    url: str,
    authorization: str,
    *,
    headers: Mapping[str, str],
    within: float | None = None,
    **content: Any,
) -> Answer:
    """Send one request and read the whole answer within so many seconds, whatever its status.

    There are QBO_TIMEOUT_SECONDS for it where `within` says no less. `content` is requests' `params` and `data`. Raises
    Unreachable (no answer, connection cut; NoAnswerInTime when it came too late), Unreadable (a body that does not
    decompress), BadQuestion (an address that is none).
    """
    began = perf_counter()
    limit = min(float(settings.QBO_TIMEOUT_SECONDS), within or math.inf)
    with _in_our_words(limit):
        response = _sessions.current().request(
            method,
            url,
            headers={"Accept": "application/json", "Authorization": authorization, **headers},
            timeout=Timeout(connect=min(CONNECT_SECONDS, limit), total=limit),  # type: ignore[arg-type]
            allow_redirects=False,
            stream=True,
            **_surroundings(urljoin(url, "/")),
            **content,
        )
        body = _read(response, began + limit)
    return Answer(response.status_code, body, response.headers, perf_counter() - began)


@contextmanager
def _in_our_words(limit: float) -> Iterator[None]:
    """What the libraries raise, as what it means."""
    try:
        yield
    except (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema) as error:
        raise BadQuestion(
            "the configured address is not a URL; look at QBO_BASE_URL and QBO_TOKEN_URL"
        ) from error
    except (requests.exceptions.ContentDecodingError, DecodeError) as error:
        raise Unreadable("the body does not decompress") from error
    except (requests.exceptions.Timeout, TimeoutError, HTTPTimeout) as error:
        raise NoAnswerInTime(_how_late(error, limit)) from error
    except (requests.RequestException, HTTPError, OSError) as error:
        # Plain words without the address, whose query may hold names from the books.
        raise Unreachable(f"connection failed: {type(error).__name__}") from error


def _read(response: requests.Response, deadline: float) -> bytes:
    """The body as it arrives, so that a dripping server cannot hold the call beyond its time."""
    parts = []
    with response:
        _hurry(response, deadline)
        while part := response.raw.read1(READ_SIZE, decode_content=True):
            parts.append(part)
            if perf_counter() > deadline:
                raise requests.exceptions.ReadTimeout
            _hurry(response, deadline)
    return b"".join(parts)


def _hurry(response: requests.Response, deadline: float) -> None:
    """Let the next piece of the body take no longer than what is left; the time for the head would start over else."""
    connection = response.raw.connection
    if connection is not None and connection.sock is not None:
        connection.sock.settimeout(max(deadline - perf_counter(), 0.001))


def _how_late(error: Exception, limit: float) -> str:
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return "no connection in time"
    return f"no answer within {limit:.3g} seconds"
