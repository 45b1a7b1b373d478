"""The back door: moves the clock, founds companies, posts changes, plans faults, tells what was asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox import switches
from sandbox.control import companies, trouble, webhooks
from sandbox.control.asked import Wrong, fields, instant, number, whole
from sandbox.exchange import Answer, Request
from sandbox.generator.desk import NobodyThere
from sandbox.generator.stir import NothingToStir
from sandbox.mischief import UnknownFault
from sandbox.service import Service, refused
from sandbox.weather import WrongWeather
from sandbox.webhooks.subscription import WrongSubscription
from sandbox.wire import encode

PREFIX = "/_sandbox/"
Work = Callable[..., Any]
_MISTAKES = (
    Wrong,
    UnknownFault,
    WrongSubscription,
    WrongWeather,
    NobodyThere,
    NothingToStir,
    switches.UnknownSwitch,
)


def answer(service: Service, request: Request) -> Answer:
    """JSON for every control request: 400 `{"error"}` for a wrong one, a fault as the API would show it."""
    first, *rest = request.path[len(PREFIX) :].strip("/").split("/")
    try:
        work = _ROUTES.get((request.method, first, len(rest)))
        if work is None:
            known = sorted(f"{method} {PREFIX}{name}" for method, name, _ in _ROUTES)
            return Answer(
                404, encode({"error": f"no {request.method} {request.path}; there are: {', '.join(known)}"})
            )
        return Answer(200, encode(work(service, request, *rest)))
    except _MISTAKES as error:
        return Answer(400, encode({"error": str(error)}))
    except Exception as error:  # noqa: BLE001 - whatever failed, the client gets an answer and stderr the cause
        return refused(request, error)


def _state(service: Service, request: Request) -> dict[str, Any]:
    last = whole(request.query.get("last", "100"), "last")
    return {
        "companies": companies.companies(service),
        "clock": _clock_state(service),
        "faults": service.mischief.waiting(),
        "throttle": service.throttle.report(),
        "coreplus": service.coreplus.report(),
        **service.meter.report(last),
    }


def _clock_state(service: Service) -> dict[str, Any]:
    setting = service.clock.setting
    return {"now": service.clock.now().isoformat(), "scale": setting.scale, "offset": setting.offset}


def _move_clock(service: Service, request: Request) -> dict[str, Any]:
    """`advance_seconds` or `set` (ISO 8601 with offset), and `scale`; later requests see the new time."""
    body = fields(request, {"advance_seconds", "set", "scale"})
    target = instant(body["set"], "set") if "set" in body else None
    scale = number(body["scale"], "scale") if "scale" in body else None
    if scale is not None and scale <= 0:
        raise Wrong("scale must be above 0")
    service.clock.move(
        advance=number(body.get("advance_seconds", 0), "advance_seconds"), to=target, scale=scale
    )
    return _clock_state(service)


def _set_switches(service: Service, request: Request) -> dict[str, Any]:
    """`{"realm": ..., "<switch>": value, ...}`; without a realm for all companies."""
    body = dict(request.json)
    realm = str(body.pop("realm", ""))
    with service.store.transaction():
        for name, value in body.items():
            switches.write(service.store, realm, name, _plain(value))
    return switches.every(service.store, realm)


def _switches(service: Service, request: Request) -> dict[str, Any]:
    return switches.every(service.store, request.query.get("realm", ""))


def _reset(service: Service, request: Request) -> dict[str, Any]:
    service.meter.reset()
    service.throttle.reset()
    service.coreplus.reset()
    return _state(service, request)


def _plain(value: Any) -> Any:
    return value if isinstance(value, (bool, str, int)) else float(value)


_ROUTES: dict[tuple[str, str, int], Work] = {
    ("GET", "", 0): _state,
    ("GET", "state", 0): _state,
    ("POST", "clock", 0): _move_clock,
    ("GET", "companies", 0): lambda service, request: {"companies": companies.companies(service)},
    ("POST", "companies", 0): companies.founded,
    ("GET", "companies", 1): companies.company,
    ("POST", "changes", 0): companies.stirred,
    ("POST", "live", 0): companies.live,
    ("POST", "companies", 2): companies.change,
    ("GET", "faults", 0): trouble.planned,
    ("POST", "faults", 0): trouble.plan,
    ("DELETE", "faults", 0): trouble.call_off,
    ("GET", "weather", 0): trouble.weather,
    ("POST", "weather", 0): trouble.turn,
    ("DELETE", "weather", 0): trouble.clear_up,
    ("GET", "switches", 0): _switches,
    ("POST", "switches", 0): _set_switches,
    ("POST", "reset", 0): _reset,
    ("GET", "webhooks", 0): webhooks.told,
    ("POST", "webhooks", 0): webhooks.subscribed,
    ("DELETE", "webhooks", 0): webhooks.unsubscribed,
}
