"""The accounting API of one company: who may ask, and what each address does (API_FACTS 1.1)."""

from __future__ import annotations

from collections.abc import Callable

from sandbox import faults, replay
from sandbox.batch import Batch, checked_items
from sandbox.books.company import Company
from sandbox.cdc import changes
from sandbox.entities import answer_key, in_path
from sandbox.envelopes import wrapped
from sandbox.exchange import Answer, Request
from sandbox.oauth import bearer
from sandbox.query.run import query
from sandbox.reads import current_rate, only_one, read
from sandbox.service import Service
from sandbox.webhooks.events import EMAILED
from sandbox.wire import encode
from sandbox.writes import meant, perform

PREFIX = "/v3/company/"
Work = Callable[[Service, Request], Answer]


def recognise(request: Request) -> None:
    """Note company and class of the request, before anything is decided about it."""
    realm, _, rest = request.path.removeprefix(PREFIX).partition("/")
    request.realm = realm
    request.asked = _CLASSES.get(rest.partition("/")[0], "writes" if request.method == "POST" else "reads")


def answer(service: Service, request: Request) -> Answer:
    """The answer to an authorised request; raises the fault of a refused one."""
    grant = service.tokens.company_of(bearer(request), int(request.at.timestamp()))
    if grant.realm != request.realm:
        raise faults.wrong_realm()
    first, *rest = request.path.removeprefix(f"{PREFIX}{request.realm}").strip("/").split("/")
    special = _SPECIAL.get((request.method, first))
    if special is not None and (first == "reports" or not rest):
        return special(service, request)
    if request.method == "POST" and not rest:
        return _write(service, request, first)
    if request.method == "POST" and rest[1:] == ["send"]:
        return _send(service, request, first, rest[0])
    if request.method == "GET" and len(rest) == 1:
        return _read(service, request, first, rest[0])
    raise faults.unsupported(f"Operation {request.method} {'/'.join([first, *rest])} is not supported.")


def _read(service: Service, request: Request, path: str, id: str) -> Answer:
    entity = in_path(path)
    body = read(service.store, request.realm, entity, id)
    return Answer(200, wrapped(answer_key(service.store, request.realm, entity), body, request.at))


def _preferences(service: Service, request: Request) -> Answer:
    return Answer(
        200, wrapped("Preferences", only_one(service.store, request.realm, "Preferences"), request.at)
    )


def _exchange_rate(service: Service, request: Request) -> Answer:
    currency, day = request.query.get("sourcecurrencycode", ""), request.query.get("asofdate", "")
    return Answer(
        200, wrapped("ExchangeRate", current_rate(service.store, request.realm, currency, day), request.at)
    )


def _write(service: Service, request: Request, path: str) -> Answer:
    entity, body = in_path(path), request.json
    operation = meant(request.query.get("operation", ""), request.query.get("include", ""), body)

    def work() -> bytes:
        key, done = perform(service.store, request.realm, entity, operation, body, request.at)
        return wrapped(key, done, request.at)

    return Answer(200, _once(service, request, work))


def _send(service: Service, request: Request, path: str, id: str) -> Answer:
    entity = in_path(path)
    if entity.name not in EMAILED:
        raise faults.unsupported(f"Operation send is not supported for {entity.name}.")
    company, send_to = Company(service.store, request.realm), request.query.get("sendTo", "")

    def work() -> bytes:
        return wrapped(entity.name, encode(company.send(entity.name, id, send_to, request.at)), request.at)

    return Answer(200, _once(service, request, work))


def _once(service: Service, request: Request, work: Callable[[], bytes]) -> bytes:
    request_id = replay.checked(request.query.get("requestid", ""), replay.LIMIT)
    return replay.once(service.store, request.realm, request_id, int(request.at.timestamp()), work)


def _query(service: Service, request: Request) -> Answer:
    text = request.text if request.method == "POST" else request.query.get("query", "")
    found = query(service.store, request.realm, text, request.at)
    return Answer(200, wrapped("QueryResponse", found.body, request.at))


def _cdc(service: Service, request: Request) -> Answer:
    asked, since = request.query.get("entities", ""), request.query.get("changedSince", "")
    body, _ = changes(service.store, request.realm, asked, since, request.at)
    return Answer(200, wrapped("CDCResponse", body, request.at))


def _batch(service: Service, request: Request) -> Answer:
    request_id = replay.checked(request.query.get("requestid", ""), replay.BATCH_LIMIT)
    items = checked_items(request.json, request_id)
    body = Batch(service.store, request.realm, request_id, request.at).answers(items)
    return Answer(200, wrapped("BatchItemResponse", body, request.at))


def _report(service: Service, request: Request) -> Answer:
    name = request.path.rpartition("/")[2]
    report = Company(service.store, request.realm).report(name, dict(request.query), request.at)
    return Answer(200, encode(report))


_CLASSES = {"query": "queries", "cdc": "cdc", "batch": "batch", "reports": "reports"}
_SPECIAL: dict[tuple[str, str], Work] = {
    ("GET", "query"): _query,
    ("POST", "query"): _query,
    ("GET", "cdc"): _cdc,
    ("POST", "batch"): _batch,
    ("GET", "reports"): _report,
    ("GET", "preferences"): _preferences,
    ("GET", "exchangerate"): _exchange_rate,
}
