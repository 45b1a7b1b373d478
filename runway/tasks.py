"""Doorbells of the board: each takes ids or nothing, calls one function and is safe to ring twice."""

from celery import shared_task

from core import clock
from core.chores import work_off
from core.models import Business
from runway.services import firm_lines, kept_weeks, pay_date_scores, standing


@shared_task(name="runway.standings")
def standings() -> None:
    """Compute standings that are no longer true; by chance, so that none that is slow holds up the others for ever."""
    businesses = list(Business.objects.order_by("?"))
    outdated = standing.outdated(businesses, clock.now())
    work_off("standings", outdated, lambda business: standing.refresh(business, clock.now()))


@shared_task(name="runway.standing")
def refresh_standing(business_id: int) -> None:
    """Compute one standing afresh, unless another ring has done so meanwhile."""
    now = clock.now()
    for business in standing.outdated(Business.objects.filter(pk=business_id), now):
        standing.refresh(business, now)


@shared_task(name="runway.firm_lines")
def look_lines_over() -> None:
    """Hold the lines of the board against the books; what does not hold is kept, shown to operators and an alert."""
    firm_lines.look_over(clock.now())


@shared_task(name="runway.kept_weeks")
def keep_weeks() -> None:
    """Keep the forecast of each business whose Monday has come, and of those that missed theirs; by chance too."""
    waiting = kept_weeks.waiting(list(Business.objects.order_by("?")), clock.now())
    work_off("kept weeks", waiting, lambda business: kept_weeks.keep(business, clock.now()))


@shared_task(name="runway.pay_date_scores")
def score_pay_dates() -> None:
    """Score the pay-date model on the history of each business that was not scored for a week."""
    waiting = pay_date_scores.waiting(list(Business.objects.order_by("?")), clock.now())
    work_off("pay date scores", waiting, lambda business: pay_date_scores.score(business, clock.now()))
