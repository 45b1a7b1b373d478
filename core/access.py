"""Who may see which business: the one place that decides."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from core.models import Business, User


def visible_businesses(user: User) -> QuerySet[Business]:
    """The businesses a person may see: those named in a membership, and all of a firm where none is named."""
    own = user.memberships.all()
    whole_firms = own.filter(business=None).values("firm")
    return Business.objects.filter(
        Q(firm__in=whole_firms) | Q(pk__in=own.exclude(business=None).values("business"))
    )


def business_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the view the business that the slug names; to everyone who may not see it, it does not exist (404)."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        business = get_object_or_404(visible_businesses(request.user), slug=slug)  # type: ignore[arg-type]
        return view(request, business, *args, **kwargs)

    return guarded
