"""A business as a proof finds it."""

from core.models import Business, Firm
from rowcol.demo.sandbox import Company
from sync.orchestrators.mirror import backfill
from tests.sync.backstage import connect_books


def filled(firm: Firm, company: Company) -> Business:
    """With a consent and a mirror, before the weather turns."""
    slug = company.name.lower().replace(" ", "-")
    business = Business.objects.create(firm=firm, name=company.name, slug=slug)
    connect_books(business, company.realm)
    backfill(business)
    return business
