"""What the accounts of one business mean for cash, and the form that changes it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.access import May, business_required
from core.models import Business
from runway.services.accounts import AccountsService, NoSuchMark
from runway.services.tabs import counts_of


@business_required(May.SET)
@require_safe
def accounts(request: HttpRequest, business: Business) -> HttpResponse:
    page = AccountsService(business).page(clock.now())
    shown = {"page": page, "tab": "accounts", "counts": counts_of(business, page.as_of)}
    return render(request, "runway/accounts.html", shown)


@business_required(May.SET)
@require_POST
def mark_account(request: HttpRequest, business: Business) -> HttpResponse:
    user: Any = request.user
    account_id, kind = request.POST.get("account", ""), request.POST.get("kind", "")
    try:
        row = AccountsService(business).mark(user, account_id, kind, clock.now())
    except NoSuchMark as why:
        messages.error(request, f"Nothing was changed. {why}")
    else:
        messages.success(request, f"{row.balance.name} is saved. {row.kind}.")
    return redirect("runway:accounts", business.slug)
