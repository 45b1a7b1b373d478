"""Flow: mirrored. The pages of one business as they were last computed, where nothing that they rest on has moved.

How old the books are is told anew each time; all else of a page is the same until its basis is another one.
"""

from dataclasses import replace
from datetime import datetime

from core.cash import Freshness
from core.clock import local_date
from core.models import Business
from runway.models import Standing
from runway.services.as_of import as_of
from runway.services.console_desk import desk_of
from runway.services.digest import DigestService
from runway.services.digest_page import AsOf, DigestPage
from runway.services.forecast import ForecastService
from runway.services.forecast_page import ForecastPage
from runway.services.kept import kept
from runway.services.kept_weeks import which_before
from runway.services.tray import TrayService
from sync.orchestrators import watching
from sync.orchestrators.freshness import freshness_of


def digest_page(business: Business, now: datetime) -> DigestPage:
    """The digest's page, computed only where it is not kept. A constant number of queries."""
    freshness = freshness_of([business])[business.pk]
    age = _age(business, freshness, now)
    standing = Standing.objects.filter(business=business).first()
    before = which_before(business, local_date(now, business.timezone))
    more = (*_of_freshness(freshness, age), business.name, business.slug, standing and standing.fixes, before)
    page = kept(business, "digest", DigestPage, now, lambda: DigestService(business).page(now), *more)
    return replace(page, as_of=age)


def forecast_page(business: Business, now: datetime, week: str = "") -> ForecastPage:
    """The forecast's page, kept as it opens; with the waterfall of another week it is computed."""
    if week:
        return ForecastService(business).page(now, week)
    freshness = freshness_of([business])[business.pk]
    age = _age(business, freshness, now)
    before = which_before(business, local_date(now, business.timezone))
    more = (*_of_freshness(freshness, age), business.name, business.slug, before)
    page = kept(business, "forecast", ForecastPage, now, lambda: ForecastService(business).page(now), *more)
    return replace(page, as_of=age)


def have_ready(business: Business, now: datetime) -> None:
    """Compute what is no longer true of the pages of a business that somebody looks at, before the next one comes."""
    if watching.is_watched(business, now):
        digest_page(business, now)
        forecast_page(business, now)
        TrayService(business).look(now)
        desk_of(business, now)


def _age(business: Business, freshness: Freshness, now: datetime) -> AsOf:
    return as_of(freshness.as_of, now, business.timezone, connected=freshness.connected)


def _of_freshness(freshness: Freshness, age: AsOf) -> tuple[object, ...]:
    """What pages say of the books' age beside the instant: its level, until when they are known, what is amiss."""
    return (replace(freshness, as_of=None), freshness.as_of is None, age.level, age.known_on)
