"""The hygiene tray of one business, and what people say about its issues."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.access import May, business_required
from core.models import Business
from runway.calculators.hygiene.issue import Kind
from runway.forms.tray import WordForm
from runway.models import Verdict
from runway.services.settling import NoSuchIssue, NothingToLeaveOut, SaidMeanwhile, settle
from runway.services.tabs import counts_of
from runway.services.tray import TrayService
from runway.services.tray_page import Show
from sync.orchestrators import watching

DONE = {
    Verdict.NONE: "Kept open.",
    Verdict.ACCEPTED: "Accepted as it is. It can be opened again under Accepted.",
    Verdict.EXCLUDED: "Left out of the numbers; QuickBooks is unchanged. It can be taken back under Left out.",
    Verdict.ASKED: "Noted: the client is asked. It stays open.",
}
GONE = "The books do not show this issue any more. Nothing was changed."
NOT_OPEN = "This document is in no number, so it cannot be left out of one. Nothing was changed."
UNCLEAR = "This was not understood, so nothing was changed. Load the page again and repeat the step."


@business_required()
@require_safe
def tray(request: HttpRequest, business: Business) -> HttpResponse:
    watching.look(business, clock.now())
    asked = request.GET.get("show", "")
    show = Show(asked) if asked in set(Show) else Show.OPEN
    kind = request.GET.get("kind", "")
    return _answer(request, business, show, kind if kind in set(Kind) else "")


@business_required(May.TIDY)
@require_POST
def say(request: HttpRequest, business: Business) -> HttpResponse:
    form = WordForm(request.POST)
    if form.is_valid():
        _settle(request, business, form)
    else:
        messages.error(request, UNCLEAR)
    show = form.show_again
    if "HX-Request" in request.headers:
        return _answer(request, business, show)
    return redirect(f"{reverse('runway:tray', args=[business.slug])}?show={show}")


def _settle(request: HttpRequest, business: Business, form: WordForm) -> None:
    """Does it, and says what came of it."""
    try:
        said = settle(business, request.user, form.word, clock.now())  # type: ignore[arg-type]
    except SaidMeanwhile as other:
        note = f" “{other.said.note}”" if other.said.note else ""
        messages.warning(request, f"{other}{note} Nothing was changed; the page now shows it.")
    except NoSuchIssue:
        messages.warning(request, GONE)
    except NothingToLeaveOut:
        messages.error(request, NOT_OPEN)
    else:
        messages.success(request, DONE[said.verdict])


def _answer(request: HttpRequest, business: Business, show: Show, kind: str = "") -> HttpResponse:
    page = TrayService(business).page(clock.now(), show, kind)
    may_tidy = May.TIDY in request.rights  # type: ignore[attr-defined]
    part = "HX-Request" in request.headers
    template = "runway/_tray.html" if part else "runway/tray.html"
    counts = (
        counts_of(business, page.as_of)
        if page.tray is None
        else replace(counts_of(business, page.as_of), issues=page.tray.open_count)
    )
    shown = {"page": page, "tab": "tray", "counts": counts, "may_tidy": may_tidy, "part": part}
    return render(request, template, shown)
