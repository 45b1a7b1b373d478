"""The whole server behind the socket: what it holds, and the one way in for every request."""

from __future__ import annotations

import sys
import traceback
from dataclasses import dataclass, field

from sandbox import faults
from sandbox.clock import Clock
from sandbox.coreplus import CorePlus
from sandbox.envelopes import fault_answer
from sandbox.exchange import Answer, Request
from sandbox.living import Living
from sandbox.meter import Meter
from sandbox.mischief import Mischief
from sandbox.rounds import Rounds
from sandbox.store import Store
from sandbox.throttle import Throttle
from sandbox.tokens import Client, Tokens
from sandbox.weather import Sky
from sandbox.webhooks.sender import Sender


@dataclass(slots=True)
class Service:
    """Companies, clock, tokens, meter and the faults waiting to happen; one per running server."""

    store: Store
    clock: Clock
    client: Client
    meter: Meter = field(default_factory=Meter)
    mischief: Mischief = field(default_factory=Mischief)
    sky: Sky = field(init=False)
    throttle: Throttle = field(init=False)
    coreplus: CorePlus = field(init=False)

    def __post_init__(self) -> None:
        self.sky = Sky(self.tokens)
        self.throttle, self.coreplus = Throttle(self.store), CorePlus(self.store)

    def rounds(self) -> list[Rounds]:
        """What goes on beside the requests, not yet started."""
        sender, living = Sender(self.store, self.clock), Living(self.store, self.clock)
        return [
            Rounds("webhooks", self.store, sender.round, pause=0.05),
            Rounds("living", self.store, living.round, pause=0.25),
        ]

    @property
    def tokens(self) -> Tokens:
        return Tokens(self.store, self.client)


def refused(request: Request, error: Exception) -> Answer:
    """The answer to a request that failed: the fault itself, or 10000 with the cause on stderr."""
    if isinstance(error, faults.Fault):
        return fault_answer(error, request.at)
    traceback.print_exception(error, file=sys.stderr)
    return fault_answer(faults.system_failure(type(error).__name__), request.at)
