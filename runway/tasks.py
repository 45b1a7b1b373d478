"""Doorbells of the board: each takes ids, calls one function and is safe to ring twice."""

from itertools import islice

from celery import shared_task

from core import clock
from core.models import Business
from runway.services import standing

AT_ONCE = 50
WORTH_HEARING_SECONDS = 60


@shared_task(name="runway.standings")
def standings() -> None:
    """Ring for standings that are no longer true; by chance, so that none that fails holds up the others."""
    businesses = list(Business.objects.order_by("?"))
    for business in islice(standing.outdated(businesses, clock.now()), AT_ONCE):
        refresh_standing.apply_async((business.pk,), expires=WORTH_HEARING_SECONDS)


@shared_task(name="runway.standing")
def refresh_standing(business_id: int) -> None:
    """Compute one standing afresh, unless another ring has done so meanwhile."""
    now = clock.now()
    for business in standing.outdated(Business.objects.filter(pk=business_id), now):
        standing.refresh(business, now)
