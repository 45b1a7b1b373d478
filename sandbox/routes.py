"""Every address of the server and who answers there."""

from __future__ import annotations

from collections.abc import Callable

from sandbox import api, control, faults, oauth
from sandbox.exchange import Answer, ConnectionCut, Request
from sandbox.service import Service, refused

Work = Callable[[Service, Request], Answer]

_ICON = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
    b'<circle cx="8" cy="8" r="7" fill="#1f7a4d"/></svg>'
)


def _icon(service: Service, request: Request) -> Answer:
    """Browsers ask every host for one."""
    return Answer(200, _ICON, "image/svg+xml")


_SIGN_IN: dict[tuple[str, str], Work] = {
    ("GET", "/.well-known/openid_configuration"): oauth.discovery,
    ("GET", "/.well-known/openid_sandbox_configuration"): oauth.discovery,
    ("GET", oauth.AUTHORIZE): oauth.authorize,
    ("POST", oauth.AUTHORIZE): oauth.authorize,
    ("POST", oauth.TOKEN): oauth.token,
    ("POST", oauth.REVOKE): oauth.revoke,
    ("GET", oauth.USERINFO): oauth.userinfo,
    ("GET", oauth.JWKS): oauth.jwks,
    ("GET", "/favicon.ico"): _icon,
}
_SIGN_IN_CLASSES = {oauth.TOKEN: "token_refreshes", oauth.REVOKE: "revocations", oauth.USERINFO: "userinfo"}


def answer(service: Service, request: Request) -> Answer:
    """The answer to any request; ConnectionCut is the only thing raised."""
    recognise(request)
    if request.path == control.PREFIX.rstrip("/") or request.path.startswith(control.PREFIX):
        return control.answer(service, request)
    with service.meter.inside():
        try:
            found = _let_in(service, request)
        except ConnectionCut:
            service.meter.record(request, 0)
            raise
        service.meter.record(request, found.status)
        return found


def recognise(request: Request) -> None:
    """Note what kind of request this is, for the meter and the planned faults."""
    if request.path.startswith(api.PREFIX):
        api.recognise(request)
    else:
        request.asked = _SIGN_IN_CLASSES.get(request.path, "other")


def _let_in(service: Service, request: Request) -> Answer:
    """The gateway: the throttles of the accounting API count whatever arrives, mischief meets what they let in."""

    def work() -> Answer:
        return service.mischief.around(request, weathered)

    def weathered() -> Answer:
        return service.sky.around(request, lambda: _worked(service, request))

    if not request.path.startswith(api.PREFIX):
        return work()
    return service.throttle.around(request, lambda: service.coreplus.around(request, work))


def _worked(service: Service, request: Request) -> Answer:
    try:
        return _work(request)(service, request)
    except Exception as error:  # noqa: BLE001 - whatever failed, the client gets an answer and stderr the cause
        return refused(request, error)


def _work(request: Request) -> Work:
    if request.path.startswith(api.PREFIX):
        return api.answer
    found = _SIGN_IN.get((request.method, request.path))
    if found is None:
        raise faults.unsupported(f"Operation {request.method} {request.path} is not supported.")
    return found
