"""Forgotten and changed passwords: Django's own steps, with entries in the audit trail."""

from typing import Any

from axes.utils import reset
from django.contrib.auth import views as auth
from django.http import HttpResponse

from core import audit


class Change(auth.PasswordChangeView):
    """Another password for who is signed in; other sessions end."""

    def form_valid(self, form: Any) -> HttpResponse:
        audit.record(form.user.email, "password changed")
        return super().form_valid(form)


class Changed(auth.PasswordChangeDoneView):
    """Says that it was done."""


class Forgotten(auth.PasswordResetView):
    """Asks for the address; says the same whether it is known or not."""

    email_template_name = "registration/password_reset_email.txt"
    subject_template_name = "registration/password_reset_subject.txt"


class Sent(auth.PasswordResetDoneView):
    """Says that a letter is on its way, if there is such an account."""


class New(auth.PasswordResetConfirmView):
    """A new password for who opened the letter's link; it also ends a lock after wrong passwords."""

    def form_valid(self, form: Any) -> HttpResponse:
        audit.record(form.user.email, "password reset")
        reset(username=form.user.email.lower())
        return super().form_valid(form)


class NewSet(auth.PasswordResetCompleteView):
    """Says that it was done."""
