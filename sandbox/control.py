"""The back door: moves the clock, founds companies, posts changes, plans faults, tells what was asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from sandbox import switches
from sandbox.entities import named
from sandbox.exchange import Answer, Request
from sandbox.generator import found
from sandbox.mischief import KINDS, Planned, UnknownFault
from sandbox.service import Service, refused
from sandbox.wire import encode
from sandbox.writes import meant, perform

PREFIX = "/_sandbox/"
AT_ONCE = ("expire_access_tokens", "revoke_grants")
Work = Callable[..., Any]
_FOUNDING = {"kind", "seed", "scale", "objects", "same_second", "name", "realm", "days", "hidden_payroll"}


class Wrong(ValueError):
    """A control request that cannot be done; the text says what would."""


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
    except (Wrong, UnknownFault, switches.UnknownSwitch) as error:
        return Answer(400, encode({"error": str(error)}))
    except Exception as error:  # noqa: BLE001 - whatever failed, the client gets an answer and stderr the cause
        return refused(request, error)


def _state(service: Service, request: Request) -> dict[str, Any]:
    last = _whole(request.query.get("last", "100"), "last")
    return {
        "companies": _companies(service),
        "clock": _clock_state(service),
        "faults": service.mischief.waiting(),
        **service.meter.report(last),
    }


def _companies(service: Service) -> list[dict[str, Any]]:
    names = ("realm", "name", "kind", "seed")
    rows = service.store.rows("SELECT realm, name, kind, seed FROM company ORDER BY created_at, realm")
    return [dict(zip(names, row, strict=True)) for row in rows]


def _company(service: Service, request: Request, realm: str) -> dict[str, Any]:
    """The company with its live rows by entity, inactive ones included."""
    known = _known_realm(service, realm)
    sql = "SELECT entity, count(*) FROM object WHERE realm = ? AND deleted = 0 GROUP BY entity"
    return {
        **known,
        "rows": dict(service.store.rows(sql, realm)),
        "switches": switches.every(service.store, realm),
    }


def _known_realm(service: Service, realm: str) -> dict[str, Any]:
    companies = {company["realm"]: company for company in _companies(service)}
    if realm not in companies:
        raise Wrong(f"no company {realm!r}; there are: {', '.join(companies) or 'none'}")
    return companies[realm]


def _clock_state(service: Service) -> dict[str, Any]:
    setting = service.clock.setting
    return {"now": service.clock.now().isoformat(), "scale": setting.scale, "offset": setting.offset}


def _move_clock(service: Service, request: Request) -> dict[str, Any]:
    """`advance_seconds` or `set` (ISO 8601 with offset), and `scale`; later requests see the new time."""
    body = _fields(request, {"advance_seconds", "set", "scale"})
    target = _instant(body["set"]) if "set" in body else None
    scale = _number(body["scale"], "scale") if "scale" in body else None
    if scale is not None and scale <= 0:
        raise Wrong("scale must be above 0")
    service.clock.move(
        advance=_number(body.get("advance_seconds", 0), "advance_seconds"), to=target, scale=scale
    )
    return _clock_state(service)


def _found(service: Service, request: Request) -> dict[str, Any]:
    """Another company with its history up to now; the answer is its realm."""
    body = _fields(request, _FOUNDING)
    realm = str(body.get("realm", ""))
    if realm and not realm.isdigit():
        raise Wrong(f"realm must be digits, not {realm!r}")
    try:
        made = found(
            service.store,
            str(body.get("kind", "agency")),
            seed=_whole(body.get("seed", 7), "seed"),
            name=body.get("name"),
            scale=_number(body.get("scale", 1), "scale"),
            objects=_whole(body["objects"], "objects") if "objects" in body else None,
            same_second=_whole(body.get("same_second", 0), "same_second"),
            until=request.at,
            days=_whole(body.get("days", 730), "days"),
            realm=realm or None,
            hidden_payroll=body.get("hidden_payroll") is True,
        )
    except ValueError as error:
        raise Wrong(str(error)) from None
    return {"realm": made.realm}


def _change(service: Service, request: Request, realm: str, what: str) -> dict[str, Any]:
    """One operation on the books without a token; a missing SyncToken is taken from the object itself."""
    if what != "changes":
        raise Wrong(f"no {request.path}; there is {PREFIX}companies/{realm}/changes")
    _known_realm(service, realm)
    asked = _fields(request, {"operation", "entity", "body"})
    entity, body = named(str(asked.get("entity", ""))), asked.get("body")
    if not isinstance(body, dict):
        raise Wrong("body must be the JSON object to write")
    operation = meant(str(asked.get("operation", "")), "", body)
    with service.store.transaction():
        current = service.store.get(realm, entity.name, str(body["Id"])) if "Id" in body else None
        if current is not None:
            body = {"SyncToken": str(current.sync_token), **body}
        key, done = perform(service.store, realm, entity, operation, body, request.at)
    return {key: msgspec.Raw(done)}


def _plan_fault(service: Service, request: Request) -> dict[str, Any]:
    """`expire_access_tokens` and `revoke_grants` happen at once, all else to the next `times` requests."""
    body = _fields(request, {"kind", "times", "seconds", "class", "realm", "retry_after"})
    kind, realm, now = str(body.get("kind", "")), str(body.get("realm", "")), int(request.at.timestamp())
    if kind == "expire_access_tokens":
        return {"expired": service.tokens.expire_access_tokens(now, realm)}
    if kind == "revoke_grants":
        return {"revoked": service.tokens.revoke_grants(now, realm)}
    if kind not in KINDS:
        raise UnknownFault(f"unknown fault {kind!r}; there are: {', '.join([*AT_ONCE, *KINDS])}")
    retry_after = _whole(body["retry_after"], "retry_after") if "retry_after" in body else None
    times, seconds = _whole(body.get("times", 1), "times"), _number(body.get("seconds", 0), "seconds")
    service.mischief.plan(Planned(kind, times, seconds, str(body.get("class", "")), realm, retry_after))
    return {"faults": service.mischief.waiting()}


def _faults(service: Service, request: Request) -> dict[str, Any]:
    return {"faults": service.mischief.waiting()}


def _clear_faults(service: Service, request: Request) -> dict[str, Any]:
    service.mischief.clear()
    return _faults(service, request)


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
    return _state(service, request)


def _fields(request: Request, allowed: set[str]) -> dict[str, Any]:
    body = request.json
    if not body.keys() <= allowed:
        raise Wrong(
            f"unknown {', '.join(sorted(body.keys() - allowed))}; there are: {', '.join(sorted(allowed))}"
        )
    return body


def _plain(value: Any) -> Any:
    return value if isinstance(value, (bool, str, int)) else float(value)


def _number(value: Any, name: str) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise Wrong(f"{name} must be a number, not {value!r}") from None


def _whole(value: Any, name: str) -> int:
    number = _number(value, name)
    if number != int(number):
        raise Wrong(f"{name} must be a whole number, not {value!r}")
    return int(number)


def _instant(value: Any) -> datetime:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        raise Wrong(f"set must be an ISO 8601 instant, not {value!r}") from None
    if found.tzinfo is None:
        raise Wrong("set must carry an offset, e.g. 2026-11-20T08:00:00-08:00")
    return found


_ROUTES: dict[tuple[str, str, int], Work] = {
    ("GET", "", 0): _state,
    ("GET", "state", 0): _state,
    ("POST", "clock", 0): _move_clock,
    ("GET", "companies", 0): lambda service, request: {"companies": _companies(service)},
    ("POST", "companies", 0): _found,
    ("GET", "companies", 1): _company,
    ("POST", "companies", 2): _change,
    ("GET", "faults", 0): _faults,
    ("POST", "faults", 0): _plan_fault,
    ("DELETE", "faults", 0): _clear_faults,
    ("GET", "switches", 0): _switches,
    ("POST", "switches", 0): _set_switches,
    ("POST", "reset", 0): _reset,
}
