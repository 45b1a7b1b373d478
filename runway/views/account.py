"""A person's own page: the password, the mails that come, and the tokens with which programs ask in their name."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.access import signed_in
from runway.services.mail_stops import choices_of
from runway.services.tokens import TokenService


@signed_in
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    return _shown(request)


@signed_in
@require_POST
@never_cache
def make_token(request: HttpRequest) -> HttpResponse:
    """The answer itself shows the token: it is kept nowhere, so no later page could."""
    return _shown(request, TokenService(_user(request)).make())


@signed_in
@require_POST
def end_token(request: HttpRequest) -> HttpResponse:
    if TokenService(_user(request)).end(request.POST.get("starts_with", "")):
        messages.success(request, "The token is ended; whatever asks with it is refused from now on.")
    else:
        messages.warning(request, "You have no such token any more.")
    return redirect("runway:account")


def _shown(request: HttpRequest, token: str = "") -> HttpResponse:
    user = _user(request)
    shown = {"tokens": TokenService(user).tokens(clock.now()), "token": token, "mails": choices_of(user)}
    return render(request, "runway/account.html", {**shown, "here": "account"})


def _user(request: HttpRequest) -> Any:
    """Signed in: access has seen to it."""
    return request.user
