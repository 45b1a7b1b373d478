"""Sending one HTTP request and hearing its answer: kept-alive sessions, time limits, fast reading."""

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from time import perf_counter
from typing import Any
from urllib.parse import urljoin

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from urllib3.exceptions import DecodeError, HTTPError

from sync.errors import BadQuestion, Unreachable, Unreadable

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


def send(method: str, url: str, authorization: str, *, headers: Mapping[str, str], **content: Any) -> Answer:
    """Send one request and read the whole answer within QBO_TIMEOUT_SECONDS, whatever its status.

    `content` is requests' `params` and `data`. Raises Unreachable (no answer, too late, connection cut),
    Unreadable (a body that does not decompress), BadQuestion (an address that is none).
    """
    began = perf_counter()
    limit = float(settings.QBO_TIMEOUT_SECONDS)
    try:
        response = _sessions.current().request(
            method,
            url,
            headers={"Accept": "application/json", "Authorization": authorization, **headers},
            timeout=(min(CONNECT_SECONDS, limit), limit),
            allow_redirects=False,
            stream=True,
            **_surroundings(urljoin(url, "/")),
            **content,
        )
        body = _read(response, began + limit)
    except (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema) as error:
        raise BadQuestion(
            "the configured address is not a URL; look at QBO_BASE_URL and QBO_TOKEN_URL"
        ) from error
    except (requests.exceptions.ContentDecodingError, DecodeError) as error:
        raise Unreadable("the body does not decompress") from error
    except (requests.RequestException, HTTPError, OSError) as error:
        raise Unreachable(_what_happened(error, limit)) from error
    return Answer(response.status_code, body, response.headers, perf_counter() - began)


def _read(response: requests.Response, deadline: float) -> bytes:
    """The body as it arrives, so that a dripping server cannot hold the call beyond its time."""
    parts = []
    with response:
        while part := response.raw.read1(READ_SIZE, decode_content=True):
            parts.append(part)
            if perf_counter() > deadline:
                raise requests.exceptions.ReadTimeout
    return b"".join(parts)


def _what_happened(error: Exception, limit: float) -> str:
    """Plain words without the address, whose query may hold names from the books."""
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return "no connection in time"
    if isinstance(error, requests.exceptions.Timeout):
        return f"no answer within {limit:g} seconds"
    return f"connection failed: {type(error).__name__}"
