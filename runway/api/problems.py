"""Errors as problem details (RFC 9457): one shape for whatever went wrong, with words that say what to do next."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from runway.services.changes import ChangedMeanwhile, NotThere

CONTENT_TYPE = "application/problem+json"
NEXT = {
    HTTPStatus.UNAUTHORIZED: (
        "Sign in, or send a token: Authorization: Token <token>. Make one on the page /account/, or by POST to "
        "/api/v1/tokens/ with e-mail and password (HTTP Basic)."
    ),
    HTTPStatus.NOT_FOUND: "There is no such thing here, or it is not open to you.",
}


class Conflict(exceptions.APIException):
    """Somebody else was quicker; nothing was changed."""

    status_code = HTTPStatus.CONFLICT
    default_detail = "Somebody changed this meanwhile. Read it again and repeat the step."
    default_code = "conflict"


@contextmanager
def as_seen() -> Iterator[None]:
    """What a service says of a row that is not as it was seen, or not there, as answers of the API."""
    try:
        yield
    except ChangedMeanwhile as other:
        raise Conflict(
            f"{other.by} changed this meanwhile; it is of version {other.version} now. Nothing was saved: read it "
            "again and repeat the step."
        ) from other
    except NotThere as none:
        raise exceptions.NotFound from none


def unknown_address() -> JsonResponse:
    """The answer for an address of the API that there is not."""
    return JsonResponse(
        _said(HTTPStatus.NOT_FOUND, NEXT[HTTPStatus.NOT_FOUND]), status=404, content_type=CONTENT_TYPE
    )


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer for an error that the API knows; None leaves it to Django."""
    answer = exception_handler(error, context)
    if answer is None:
        return None
    status = HTTPStatus(answer.status_code)
    said = _said(status, _detail(error, status))
    if isinstance(error, exceptions.ValidationError):
        said["errors"] = answer.data
    headers = {name: answer[name] for name in ("WWW-Authenticate", "Retry-After", "Allow") if name in answer}
    return Response(said, status, headers=headers, content_type=CONTENT_TYPE)


def _said(status: HTTPStatus, detail: str) -> dict[str, Any]:
    return {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}


def _detail(error: Exception, status: HTTPStatus) -> str:
    if isinstance(error, exceptions.ValidationError):
        return "Some fields were not understood; see errors."
    if isinstance(error, Http404) or status in NEXT:
        return NEXT.get(status, str(error))
    if isinstance(error, PermissionDenied) and str(error):
        return str(error)
    return str(getattr(error, "detail", error))
