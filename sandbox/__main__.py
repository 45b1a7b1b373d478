"""`python -m sandbox` serves companies; `python -m sandbox approve URL` plays the person who consents."""

from __future__ import annotations

import argparse
import errno
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import requests

from sandbox.approve import CannotApprove, approve
from sandbox.clock import from_environment
from sandbox.generator import KINDS, found
from sandbox.server import Server
from sandbox.service import Service
from sandbox.store import Store
from sandbox.tokens import Client
from sandbox.webhooks import subscription

DATABASE = "sandbox.sqlite3"


def main(arguments: list[str]) -> int:
    """The exit status: 0, or 2 with one line on stderr that says what to do."""
    try:
        if arguments[:1] == ["approve"]:
            return _approve(_approve_arguments().parse_args(arguments[1:]))
        return _serve(_serve_arguments().parse_args(arguments))
    except (CannotApprove, ValueError) as error:
        return _refuse(str(error))
    except requests.ConnectionError as error:
        return _refuse(f"no sandbox answers there, start it with `python -m sandbox`: {error}")


def _serve_arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8100, help="0 takes any free port")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--data", type=Path, default=Path("var/sandbox"), help="folder that keeps the books")
    kinds = f"a kind of company to found when there is none of it, may be repeated: {', '.join(KINDS)}"
    parser.add_argument("--kind", "--company", dest="kinds", action="append", metavar="KIND", help=kinds)
    parser.add_argument("--name", help="name of the first")
    parser.add_argument("--seed", type=int, default=7)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--scale", type=float, default=1.0)
    size.add_argument("--objects", type=int, help="found it with about this many objects")
    parser.add_argument("--days", type=int, default=730, help="how long their history is")
    parser.add_argument("--hidden-payroll", action="store_true", help="payroll that the API cannot read")
    parser.add_argument("--realm", type=_digits, help="realm id of the first")
    parser.add_argument("--client-id", default="sandbox-client")
    parser.add_argument("--client-secret", default="sandbox-secret")
    parser.add_argument("--webhook-url", default="", help="ring the app there when books change")
    parser.add_argument("--webhook-verifier", default="", help="the token that signs what is sent there")
    parser.add_argument("--app-name", default="", help="what people know the app by, on the consent page")
    parser.add_argument("--gzip", action="store_true", help="compress answers for clients that accept it")
    return parser


def _digits(text: str) -> str:
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"a realm id has digits only, not {text!r}")
    return text


def _approve_arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox approve")
    parser.add_argument("url", help="the authorize address the app sends a person to")
    parser.add_argument("--realm", default="", help="the company to connect; not needed when there is one")
    parser.add_argument("--deny", action="store_true", help="say no")
    return parser


def _serve(options: argparse.Namespace) -> int:
    client = Client(options.client_id, options.client_secret, options.app_name)
    service = Service(Store(options.data / DATABASE), from_environment(), client)
    try:
        server = Server((options.host, options.port), service, gzipped=options.gzip)
    except OSError as error:
        return _refuse(_unbound(error, options))
    signal.signal(signal.SIGTERM, _stop)
    try:
        with suppress(KeyboardInterrupt):  # Ctrl-C and SIGTERM are the ordinary end
            _ensure_companies(service, options)
            _ensure_listener(service, options)
            print(f"sandbox ready on {server.url} ({_names(service)})", flush=True)
            server.serve_forever()
    finally:
        server.server_close()
        service.store.release()
    return 0


def _unbound(error: OSError, options: argparse.Namespace) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {options.port} is taken: stop what listens there, or choose another with --port"
    return (
        f"cannot listen on {options.host}:{options.port}: {error.strerror}; choose another --host or --port"
    )


def _ensure_companies(service: Service, options: argparse.Namespace) -> None:
    """Found what the folder lacks: a company at all, or the kinds named; name and realm are the first one's."""
    for position, kind in enumerate(options.kinds or ["agency"]):
        realm, name = (options.realm, options.name) if position == 0 else (None, None)
        sql = "SELECT 1 FROM company WHERE ? IN ('', realm) AND ? IN ('', kind)"
        if not service.store.rows(sql, realm or "", kind if options.kinds else "").fetchone():
            _found(service, options, kind, realm, name)


def _ensure_listener(service: Service, options: argparse.Namespace) -> None:
    """Ring at the address given; without one as before. The formats stay as the folder has them."""
    if options.webhook_url or options.webhook_verifier:
        before = subscription.current(service.store)
        there = before.as_dict() if before else {}
        wanted = {"url": options.webhook_url, "verifier": options.webhook_verifier}
        subscription.subscribe(service.store, subscription.Subscription(**(there | wanted)))


def _found(
    service: Service, options: argparse.Namespace, kind: str, realm: str | None, name: str | None
) -> None:
    began = time.monotonic()
    made = found(
        service.store,
        kind,
        seed=options.seed,
        name=name,
        scale=options.scale,
        objects=options.objects,
        until=service.clock.now(),
        days=options.days,
        realm=realm,
        hidden_payroll=options.hidden_payroll,
        progress=_progress,
    )
    _progress(f"founded realm {made.realm} in {time.monotonic() - began:.1f} s")


def _progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _names(service: Service) -> str:
    rows = service.store.rows("SELECT name, realm FROM company ORDER BY created_at, realm")
    return ", ".join(f"{name}, realm {realm}" for name, realm in rows)


def _approve(options: argparse.Namespace) -> int:
    print(approve(options.url, realm=options.realm, deny=options.deny))
    return 0


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _refuse(reason: str) -> int:
    print(f"sandbox: {reason}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
