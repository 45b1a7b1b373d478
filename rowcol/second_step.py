"""Signing in, in one step or two: who has turned the second step on is let in by the code, not by the password.

Between the two a session holds whose password was right, for five minutes. Wrong codes count as wrong passwords do.
"""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib.auth import views as auth
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from core import clock
from core.models import User
from runway.services.second_step import SecondStepService

PASSWORD_WAS_RIGHT = "password_was_right"
PATIENCE = timedelta(minutes=5)


class SignIn(auth.LoginView):
    """The password; then in, or on to the code."""

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        if not SecondStepService(user).is_on:
            return super().form_valid(form)
        self.request.session[PASSWORD_WAS_RIGHT] = {
            "user": user.pk,
            "backend": user.backend,
            "hash": user.get_session_auth_hash(),
            "until": (clock.now() + PATIENCE).isoformat(),
        }
        return redirect(f"{reverse('login-code')}?{urlencode({'next': self.get_redirect_url()})}")


class CodeForm(forms.Form):
    """A code of the person whose password was right."""

    code = forms.CharField(max_length=20)

    def __init__(self, request: HttpRequest, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._request, self._user = request, half_in(request)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        who = {"username": self._user.email if self._user else ""}
        is_open = AxesProxyHandler.is_allowed(self._request, who)
        if self._user is None or not is_open or not SecondStepService(self._user).accepts(code):
            user_login_failed.send(CodeForm, credentials=who, request=self._request)
            raise ValidationError("The code was refused.")
        return code

    def get_user(self) -> User | None:
        return self._user


class Code(auth.LoginView):
    """The code; who has not given the password, or too long ago, is told to do so."""

    form_class = CodeForm  # type: ignore[assignment]
    template_name = "registration/code.html"

    def dispatch(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        if half_in(request) is None:
            return render(request, self.template_name, {"is_over": True}, status=410)
        return super().dispatch(request, *args, **named)


def half_in(request: HttpRequest) -> User | None:
    """Whose password was right a moment ago and is still the same."""
    kept = request.session.get(PASSWORD_WAS_RIGHT)
    if not kept or datetime.fromisoformat(kept["until"]) < clock.now():
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    if user is None or user.get_session_auth_hash() != kept["hash"]:
        return None
    user.backend = kept["backend"]  # type: ignore[attr-defined]
    return user
