"""A person's second step of signing in: turned on with a device, turned off with a code of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.access import signed_in
from runway.services.second_step import CodeRefused, SecondStepService


@signed_in
@require_safe
@never_cache
def second_step(request: HttpRequest) -> HttpResponse:
    return _shown(request)


@signed_in
@require_POST
@never_cache
def turn_on(request: HttpRequest) -> HttpResponse:
    """The answer itself shows the recovery codes: no later page does."""
    try:
        codes = _service(request).confirm(request.POST.get("code", ""))
    except CodeRefused as why:
        return _shown(request, why=str(why), status=422)
    return _shown(request, codes=codes)


@signed_in
@require_POST
def turn_off(request: HttpRequest) -> HttpResponse:
    try:
        _service(request).end(request.POST.get("code", ""))
    except CodeRefused as why:
        return _shown(request, why=str(why), status=422)
    messages.success(request, "The second step is off; your password alone opens the account.")
    return redirect("runway:second-step")


def _shown(request: HttpRequest, *, status: int = 200, **said: Any) -> HttpResponse:
    service = _service(request)
    enrolment = None if service.is_on else service.enrolment()
    told = {"is_on": service.is_on, "enrolment": enrolment, "left": service.codes_left(), "here": "account"}
    return render(request, "runway/second_step.html", told | said, status=status)


def _service(request: HttpRequest) -> SecondStepService:
    user: Any = request.user
    return SecondStepService(user)
