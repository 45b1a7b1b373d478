"""The digest mails of one business: as they were sent, and one more now for whoever asks."""

from typing import Any

from csp.decorators import csp, csp_update
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.access import business_required
from core.models import Business
from runway.models import MailState
from runway.services import mail_stops
from runway.services.changes import NotThere
from runway.services.mails import MailsService, TooOften
from runway.services.tabs import counts_of

# What is shown of a letter can do nothing: styles of its own, and no script, form, file or address of any site.
OF_A_LETTER = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "sandbox": True,
}


@business_required()
@require_safe
def mails(request: HttpRequest, business: Business) -> HttpResponse:
    page = _service(request, business).page(clock.now())
    return _shown(request, "runway/mails.html", business, page)


@business_required()
@require_safe
@csp_update({"frame-src": ["'self'"]})  # type: ignore[untyped-decorator]
def mail(request: HttpRequest, business: Business, mail: int) -> HttpResponse:
    """One mail as it was sent: its HTML in a frame, its text beside it."""
    page = _found(lambda: _service(request, business).mail(mail, clock.now()))
    return _shown(request, "runway/mail.html", business, page)


@business_required()
@require_safe
@xframe_options_sameorigin
@csp(OF_A_LETTER)  # type: ignore[untyped-decorator]
def mail_html(request: HttpRequest, business: Business, mail: int) -> HttpResponse:
    """The HTML of one mail, byte for byte, for the frame."""
    return HttpResponse(_found(lambda: _service(request, business).html(mail)))


@business_required()
@require_POST
def send_now(request: HttpRequest, business: Business) -> HttpResponse:
    """One more mail to the person who asks."""
    try:
        row = _found(lambda: _service(request, business).send_now(clock.now()))
    except TooOften as why:
        messages.warning(request, f"Nothing was sent. {why}")
    else:
        _tell(request, row)
    return redirect("runway:mails", business.slug)


@business_required()
@require_POST
def choose(request: HttpRequest, business: Business) -> HttpResponse:
    """Stop the weekly mail of this business for the person who asks, or let it come again."""
    user: Any = request.user
    if request.POST.get("mail") == "comes":
        mail_stops.resume(user, business)
        messages.success(request, f"The weekly digest of {business} comes to {user.email}.")
    else:
        mail_stops.stop(user, business, mail_stops.BY_PAGE)
        messages.success(request, f"The weekly digest of {business} comes to {user.email} no more.")
    if request.POST.get("back") == "account":
        return redirect("runway:account")
    return redirect("runway:mails", business.slug)


def _tell(request: HttpRequest, row: Any) -> None:
    if row.state == MailState.SENT:
        messages.success(request, f"Sent to {row.recipient}.")
    else:
        messages.warning(request, f"Not sent yet: {row.error or 'another process is at it.'}")


def _found(give: Any) -> Any:
    try:
        return give()
    except NotThere as why:
        raise Http404 from why


def _service(request: HttpRequest, business: Business) -> MailsService:
    user: Any = request.user
    return MailsService(business, user, request.rights)  # type: ignore[attr-defined]


def _shown(request: HttpRequest, template: str, business: Business, page: Any) -> HttpResponse:
    shown = {"page": page, "tab": "mails", "counts": counts_of(business, page.as_of)}
    return render(request, template, shown)
