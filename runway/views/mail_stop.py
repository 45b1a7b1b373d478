"""The address that a digest mail carries: it stops that mail for its reader, without a sign-in (RFC 8058)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core.access import open_to_all
from runway.services import mail_stops
from runway.services.mail_stops import NoSuchLink

PAGE = "runway/mail_stop.html"


@csrf_exempt  # a mail program posts for its reader; the signature in the address is what counts
@open_to_all
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mail_stop(request: HttpRequest, token: str) -> HttpResponse:
    """A form on GET, since programs that look links over must stop nothing; the deed on POST."""
    try:
        user, business = mail_stops.named_by(token)
    except NoSuchLink:
        return render(request, PAGE, status=404)
    is_done = request.method == "POST"
    if is_done:
        mail_stops.stop(user, business, mail_stops.BY_MAIL)
    shown = {
        "address": user.email,
        "business": business,
        "comes": mail_stops.comes(user, business),
        "is_done": is_done,
    }
    return render(request, PAGE, shown)
