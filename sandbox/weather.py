"""Bad weather: each request meets some fault by chance, as long as it lasts (API_FACTS 5.1, 8, 13)."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from random import Random
from typing import Any

from sandbox.exchange import Answer, Request
from sandbox.mischief import AT_ONCE, Planned, happen, known
from sandbox.tokens import Tokens

TOKEN_CALLS = ("token_refreshes", "token_exchanges")
# weights; what a token call meets leaves the grant as it was
MIX = {
    "429_json": 2, "429_upper": 1, "429_xml": 1, "500": 3, "503": 3, "slow": 2, "cut": 2, "cut_after_commit": 2,
    "malformed_json": 2, "html": 1, "xml_fault": 1, "fault_in_200": 1, "expire_access_tokens": 1,
}  # fmt: skip
TOKEN_MIX = {"500": 1, "503": 1, "cut": 1}
FINE = "fine"


class WrongWeather(ValueError):
    """There is no such weather; the text says what would be right."""


@dataclass(frozen=True, slots=True)
class Weather:
    """`share` of the requests to the accounting API meet a fault of the mix, `token_share` of the token calls.

    A mix gives every kind of fault a weight. A slow answer takes `seconds`; `retry_after` goes with a 429.
    """

    share: float = 0.0
    token_share: float = 0.0
    mix: Mapping[str, float] = field(default_factory=lambda: dict(MIX))
    token_mix: Mapping[str, float] = field(default_factory=lambda: dict(TOKEN_MIX))
    seed: int = 7
    seconds: float = 0.2
    retry_after: int | None = None

    def __post_init__(self) -> None:
        if not all(0 <= share <= 1 for share in (self.share, self.token_share)):
            raise WrongWeather("share and token_share are between 0 and 1")
        for mix in (self.mix, self.token_mix):
            for kind in mix:
                known(kind)
            if not mix or min(mix.values()) < 0 or not sum(mix.values()):
                raise WrongWeather("a mix gives kinds of faults weights above 0")

    def of(self, request: Request) -> tuple[float, Mapping[str, float]]:
        """The share and the mix that concern this request; nothing happens to pages and revocations."""
        if request.realm:  # only the addresses of the accounting API name a company
            return self.share, self.mix
        return (self.token_share, self.token_mix) if request.asked in TOKEN_CALLS else (0.0, {})


class Sky:
    """The weather over each company, "" over all that have none of their own; in memory. Safe for threads."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens, self._lock = tokens, threading.Lock()
        self.clear()

    def clear(self) -> None:
        """Fine weather, and the counts at zero."""
        with self._lock:
            self._over: dict[str, Weather] = {}
            self._chance: dict[str, Random] = {}
            self._met: Counter[str] = Counter()
            self._token_calls_met: Counter[str] = Counter()

    def turn(self, realm: str, weather: Weather) -> None:
        """From now on this weather, for one company or for all."""
        with self._lock:
            self._over[realm], self._chance[realm] = weather, Random(weather.seed)

    def around(self, request: Request, work: Callable[[], Answer]) -> Answer:
        """The answer, or what chance makes of it; may raise ConnectionCut."""
        planned = self._drawn(request)
        if planned is None:
            return work()
        if planned.kind in AT_ONCE:
            AT_ONCE[planned.kind](self._tokens, int(request.at.timestamp()), request.realm)
            return work()
        return happen(planned, work, request.at)

    def _drawn(self, request: Request) -> Planned | None:
        if not self._over:
            return None
        with self._lock:
            realm = request.realm if request.realm in self._over else ""
            if realm not in self._over:
                return None
            weather, chance = self._over[realm], self._chance[realm]
            share, mix = weather.of(request)
            kind = chance.choices(list(mix), list(mix.values()))[0] if chance.random() < share else FINE
            (self._token_calls_met if request.asked in TOKEN_CALLS else self._met)[kind] += 1
        return None if kind == FINE else Planned(kind, 1, weather.seconds, retry_after=_said(weather, kind))

    def report(self) -> dict[str, Any]:
        """The weather by company, and how many requests and token calls met what, `fine` among it."""
        with self._lock:
            return {
                "weather": {realm: asdict(weather) for realm, weather in self._over.items()},
                "met": dict(self._met),
                "token_calls_met": dict(self._token_calls_met),
            }


def _said(weather: Weather, kind: str) -> int | None:
    return weather.retry_after if kind.startswith("429") else None
