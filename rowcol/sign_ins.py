"""The trail of who came in and who tried. Attempts during a lock are not written, so that nobody can fill the trail."""

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from core import audit
from core.models import User
from rowcol.throttle import account, client_address


@receiver(user_logged_in)
def keep_sign_in(request: HttpRequest, user: User, **_rest: Any) -> None:
    audit.record(user.email, "signed in", address=client_address(request))


@receiver(user_login_failed)
def keep_failure(credentials: dict[str, Any], request: HttpRequest | None = None, **_rest: Any) -> None:
    if request is None or getattr(request, "axes_locked_out", False):
        return
    audit.record(_typed(request, credentials), "sign-in failed", address=client_address(request))


@receiver(user_locked_out)
def keep_lock(request: Any, ip_address: str | None, **_rest: Any) -> None:
    if request.axes_failures_since_start is not None:  # this failure locked it; later ones are not counted
        audit.record(_typed(request, request.axes_credentials), "sign-in locked", address=ip_address)


def _typed(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The address typed. What is no address may be a password in the wrong field, and is not kept."""
    given = account(request, credentials)
    return given if "@" in given else "someone"
