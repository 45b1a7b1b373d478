"""What a test does behind the sandbox's scenes: plan faults, move its clock, see what was asked of it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from core.models import Business
from rowcol.demo.sandbox import REALM
from sandbox.approve import approve
from sync import connect
from sync.models import Connection

REDIRECT = "http://localhost:8000/connect/callback/"


@dataclass(frozen=True)
class Backstage:
    """The control API of one sandbox."""

    url: str

    def tell(self, what: str, **body: Any) -> dict[str, Any]:
        """Answer of POST /_sandbox/<what>; keys that Python reserves end in an underscore."""
        named = {key.rstrip("_"): value for key, value in body.items()}
        answer = requests.post(f"{self.url}/_sandbox/{what}", json=named, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def fault(self, kind: str, **more: Any) -> None:
        """Let the next answers go wrong."""
        self.tell("faults", kind=kind, **more)

    def asked(self, call_class: str) -> int:
        """How often this class of call was made since the test began, over all companies."""
        counts = requests.get(f"{self.url}/_sandbox/", timeout=10).json()["asked"]
        return sum(company.get(call_class, 0) for company in counts.values())

    def requests(self) -> list[dict[str, Any]]:
        """The requests since the test began, oldest first."""
        return requests.get(f"{self.url}/_sandbox/", timeout=10).json()["requests"]

    def state(self, of: str = "") -> dict[str, Any]:
        """What the sandbox tells of itself, or of its weather."""
        said: dict[str, Any] = requests.get(f"{self.url}/_sandbox/{of}", timeout=10).json()
        return said

    def clean(self) -> None:
        """As if nothing had happened yet; the books stay."""
        requests.delete(f"{self.url}/_sandbox/faults", timeout=10)
        self.tell("switches", rotate_every_refresh=False, refresh_penalty=False, refresh_seconds=0)
        self.forget()

    def forget(self) -> None:
        """As if nothing had been asked yet."""
        self.tell("reset")


def answer_of(business: Business, *, realm: str = REALM, deny: bool = False) -> dict[str, str]:
    """What QBO sends the person back with after their yes or no."""
    return answer_to(connect.authorize_url(business, REDIRECT), realm=realm, deny=deny)


def answer_to(address: str, *, realm: str = REALM, deny: bool = False) -> dict[str, str]:
    """The same for the consent page at this address."""
    return dict(parse_qsl(urlsplit(approve(address, realm=realm, deny=deny)).query))


def connect_books(business: Business, realm: str = REALM) -> Connection:
    """The business connected to one of the sandbox's companies by a real consent."""
    return connect.finish(answer_of(business, realm=realm))
