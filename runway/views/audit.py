"""The audit trail of one business, as a page and as a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from core import clock
from core.access import May, business_required
from core.models import Business
from core.sheets import attachment
from runway.services.audit import AuditService, Narrowing
from runway.services.tabs import counts_of


@business_required(May.AUDIT)
@require_safe
def audit(request: HttpRequest, business: Business) -> HttpResponse:
    asked, number = Narrowing.of(request.GET.dict()), request.GET.get("page", "")
    page = AuditService(business).page(clock.now(), asked, int(number) if number.isdecimal() else 1)
    shown = {"page": page, "tab": "audit", "counts": counts_of(business, page.as_of)}
    return render(request, "runway/audit.html", shown)


@business_required(May.AUDIT)
@require_GET
def audit_file(request: HttpRequest, business: Business) -> HttpResponse:
    user: Any = request.user
    text = AuditService(business).file(user, Narrowing.of(request.GET.dict()))
    return attachment(f"audit-{business.slug}-{clock.now().date()}.csv", text)
