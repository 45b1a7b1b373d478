"""Saving what somebody else may have changed since the page was made."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest

from runway.forms.fields import Checked
from runway.services.changes import ChangedMeanwhile

Saved = TypeVar("Saved")


def saved(request: HttpRequest, form: Checked, save: Callable[[int], Saved]) -> Saved | None:
    """What was saved on the version that the form saw; None, and said on the page, where somebody was first.

    The form then keeps what was typed and has seen what stands now.
    """
    try:
        return save(form.cleaned_data["seen"])
    except ChangedMeanwhile as other:
        form.having_seen(other.version)
        messages.warning(request, str(other))
        return None
