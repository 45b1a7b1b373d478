"""Doorbells of the board: each takes ids or nothing, calls one function and is safe to ring twice."""

from celery import shared_task

from core import clock
from core.chores import work_off
from core.models import Business
from runway.services import firm_lines, kept_pages, standing


@shared_task(name="runway.standings")
def standings() -> None:
    """Compute standings that are no longer true, and the pages that are looked at.

    By chance, so that none that is slow holds up the others for ever.
    """
    businesses = list(Business.objects.order_by("?"))
    outdated = standing.outdated(businesses, clock.now())
    work_off("standings", outdated, _refresh)


@shared_task(name="runway.standing")
def refresh_standing(business_id: int) -> None:
    """Compute one standing afresh, unless another ring has done so meanwhile."""
    for business in standing.outdated(Business.objects.filter(pk=business_id), clock.now()):
        _refresh(business)


def _refresh(business: Business) -> None:
    """The line first: the digest shows what it keeps of the tray."""
    standing.refresh(business, clock.now())
    kept_pages.have_ready(business, clock.now())


@shared_task(name="runway.firm_lines")
def look_lines_over() -> None:
    """Hold the lines of the board against the books; what does not hold is kept, shown to operators and an alert."""
    firm_lines.look_over(clock.now())
