"""Trouble on demand: faults planned for the next requests, and the weather that all of them may meet."""

from __future__ import annotations

from typing import Any

from sandbox.control.asked import Wrong, fields, number, whole
from sandbox.exchange import Request
from sandbox.mischief import AT_ONCE, Planned, known
from sandbox.service import Service
from sandbox.weather import Weather

_WEATHER = {"share", "token_share", "mix", "token_mix", "seed", "seconds", "retry_after", "realm"}


def plan(service: Service, request: Request) -> dict[str, Any]:
    """`expire_access_tokens` and `revoke_grants` happen at once, all else to the next `times` requests."""
    body = fields(request, {"kind", "times", "seconds", "class", "realm", "retry_after"})
    kind, realm = known(str(body.get("kind", ""))), str(body.get("realm", ""))
    if kind in AT_ONCE:
        word = "expired" if kind == "expire_access_tokens" else "revoked"
        return {word: AT_ONCE[kind](service.tokens, int(request.at.timestamp()), realm)}
    times, seconds = whole(body.get("times", 1), "times"), number(body.get("seconds", 0), "seconds")
    asked = str(body.get("class", ""))
    service.mischief.plan(Planned(kind, times, seconds, asked, realm, _retry_after(body)))
    return planned(service, request)


def _retry_after(body: dict[str, Any]) -> int | None:
    return whole(body["retry_after"], "retry_after") if "retry_after" in body else None


def planned(service: Service, request: Request) -> dict[str, Any]:
    """The faults still to happen."""
    return {"faults": service.mischief.waiting()}


def call_off(service: Service, request: Request) -> dict[str, Any]:
    """No more planned faults."""
    service.mischief.clear()
    return planned(service, request)


def weather(service: Service, request: Request) -> dict[str, Any]:
    """The weather and what it did."""
    return service.sky.report()


def turn(service: Service, request: Request) -> dict[str, Any]:
    """`{"share", "mix", "token_share", "token_mix", "seed", "seconds", "retry_after", "realm"}`: from now on."""
    body = fields(request, _WEATHER)
    asked: dict[str, Any] = {"seed": whole(body.get("seed", 7), "seed"), "retry_after": _retry_after(body)}
    asked |= {name: number(body[name], name) for name in ("share", "token_share", "seconds") if name in body}
    asked |= {name: _mix(body[name], name) for name in ("mix", "token_mix") if name in body}
    service.sky.turn(str(body.get("realm", "")), Weather(**asked))
    return weather(service, request)


def _mix(value: Any, name: str) -> dict[str, float]:
    if not isinstance(value, dict):
        raise Wrong(f"{name} must be an object of kinds and weights")
    return {kind: number(weight, kind) for kind, weight in value.items()}


def clear_up(service: Service, request: Request) -> dict[str, Any]:
    """Fine weather everywhere, and the counts at zero."""
    service.sky.clear()
    return weather(service, request)
