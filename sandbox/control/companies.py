"""The companies of the server as the back door sees them: founded, looked at, changed without a token."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import msgspec

from sandbox import switches
from sandbox.books.company import Company
from sandbox.control.asked import Wrong, fields, instant, number, whole
from sandbox.entities import named
from sandbox.exchange import Request
from sandbox.generator import desk, found
from sandbox.generator.stir import stir
from sandbox.living import Living
from sandbox.service import Service
from sandbox.writes import meant, perform

_FOUNDING = {"kind", "seed", "scale", "objects", "same_second", "name", "realm", "days", "hidden_payroll"}


def companies(service: Service) -> list[dict[str, Any]]:
    names = ("realm", "name", "kind", "seed")
    rows = service.store.rows("SELECT realm, name, kind, seed FROM company ORDER BY created_at, realm")
    return [dict(zip(names, row, strict=True)) for row in rows]


def company(service: Service, request: Request, realm: str) -> dict[str, Any]:
    """The company with its live rows by entity, inactive ones included."""
    known = known_realm(service, realm)
    sql = "SELECT entity, count(*) FROM object WHERE realm = ? AND deleted = 0 GROUP BY entity"
    return {
        **known,
        "rows": dict(service.store.rows(sql, realm)),
        "switches": switches.every(service.store, realm),
    }


def known_realm(service: Service, realm: str) -> dict[str, Any]:
    there = {one["realm"]: one for one in companies(service)}
    if realm not in there:
        raise Wrong(f"no company {realm!r}; there are: {', '.join(there) or 'none'}")
    return there[realm]


def founded(service: Service, request: Request) -> dict[str, Any]:
    """Another company with its history up to now; the answer is its realm."""
    body = fields(request, _FOUNDING)
    realm = str(body.get("realm", ""))
    if realm and not realm.isdigit():
        raise Wrong(f"realm must be digits, not {realm!r}")
    try:
        made = found(
            service.store,
            str(body.get("kind", "agency")),
            seed=whole(body.get("seed", 7), "seed"),
            name=body.get("name"),
            scale=number(body.get("scale", 1), "scale"),
            objects=whole(body["objects"], "objects") if "objects" in body else None,
            same_second=whole(body.get("same_second", 0), "same_second"),
            until=request.at,
            days=whole(body.get("days", 730), "days"),
            realm=realm or None,
            hidden_payroll=body.get("hidden_payroll") is True,
        )
    except ValueError as error:
        raise Wrong(str(error)) from None
    return {"realm": made.realm}


def live(service: Service, request: Request) -> dict[str, Any]:
    """`{"until", "realm"}`: what is due by then (now, unless said) happens in one company, or in all that live."""
    body = fields(request, {"until", "realm"})
    until = instant(body["until"], "until") if "until" in body else request.at
    if until > request.at:
        raise Wrong(f"until lies ahead of the clock ({request.at.isoformat()}): move the clock first")
    rows = service.store.rows("SELECT realm FROM office ORDER BY realm")
    realms = [str(body["realm"])] if "realm" in body else [realm for (realm,) in rows.fetchall()]
    living = Living(service.store, service.clock)
    return {"lived": {realm: living.run(known_realm(service, realm)["realm"], until) for realm in realms}}


def stirred(service: Service, request: Request) -> dict[str, Any]:
    """`{"count", "realms", "seed"}`: so many small changes, spread over the companies; answers what was done."""
    body = fields(request, {"count", "realms", "seed"})
    wanted = body.get("realms", [one["realm"] for one in companies(service)])
    if not isinstance(wanted, list) or not wanted:
        raise Wrong("realms must be a list of realm ids, and there must be a company")
    realms = [known_realm(service, str(realm))["realm"] for realm in wanted]
    count, seed = whole(body.get("count", 1), "count"), whole(body.get("seed", 7), "seed")
    done = stir(service.store, realms, count, seed, service.clock.now)
    return {"changes": [asdict(one) | {"at": one.at.isoformat()} for one in done]}


def change(service: Service, request: Request, realm: str, what: str) -> dict[str, Any]:
    """One change of the books without a token: an operation on an object, or two rows of a list made one."""
    work = {"changes": _changed, "merges": _merged}.get(what)
    if work is None:
        raise Wrong(f"no {request.path}; there are /companies/{realm}/changes and /companies/{realm}/merges")
    known_realm(service, realm)
    return work(service, request, realm)


def _changed(service: Service, request: Request, realm: str) -> dict[str, Any]:
    """`{"operation", "entity", "body"}`; a missing SyncToken is taken from the object itself."""
    asked = fields(request, {"operation", "entity", "body"})
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


def _merged(service: Service, request: Request, realm: str) -> dict[str, Any]:
    """`{"entity", "survivor", "lost"}`: the row that survives, with everything the other had."""
    asked = fields(request, {"entity", "survivor", "lost"})
    entity = named(str(asked.get("entity", "")))
    survivor, lost = str(asked.get("survivor", "")), str(asked.get("lost", ""))
    with service.store.transaction():
        done = Company(service.store, realm).merge(entity.name, survivor, lost, request.at)
        desk.repoint(service.store, realm, entity.name, lost, survivor)
    return {entity.name: done}
