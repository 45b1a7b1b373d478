"""The trail of who came in and who tried. Attempts during a lock are not written, so that nobody can fill the trail."""

from typing import Any

import axes.signals  # noqa: F401  connects its receivers, before ours
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
def keep_failure(credentials: dict[str, Any], request: Any = None, **_rest: Any) -> None:
    """Heard after django-axes, which counts the failure first; during a lock it counts none."""
    if getattr(request, "axes_failures_since_start", None) is None:
        return
    typed, address = account(request, credentials), client_address(request)
    audit.record(typed, "sign-in failed", address=address)
    if request.axes_locked_out:
        audit.record(typed, "sign-in locked", address=address)
