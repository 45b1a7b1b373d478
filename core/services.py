"""Flow: owned. What RowCol itself knows of a business; QBO has no say here."""

from django.db import transaction
from django.utils.text import slugify

from core import audit
from core.models import Business, Firm

ADDRESSES = {"callback", "disconnected", "new", "reconnect"}  # pages that stand where a business's would


class BusinessService:
    """Changes to firms and businesses, each with its entry in the audit trail."""

    def __init__(self, actor: str) -> None:
        self.actor = actor

    @transaction.atomic
    def open_business(self, firm: Firm, name: str, **fields: str) -> Business:
        """A new client of the firm under a slug of its own; `fields` are `timezone` and `home_currency`."""
        business = Business.objects.create(firm=firm, name=name, slug=self._free_slug(name), **fields)
        audit.record(self.actor, "business opened", business=business, subject=name)
        return business

    @transaction.atomic
    def rename(self, business: Business, name: str) -> Business:
        """The same business under a new name; its address stays, since people have bookmarked it."""
        audit.record(self.actor, "business renamed", business=business, subject=name, before=business.name)
        business.name = name
        business.save(update_fields=["name"])
        return business

    @transaction.atomic
    def introduce(self, business: Business, **said: str) -> Business:
        """A client just opened takes what its company says of itself: `name`, `timezone`, `home_currency`.

        The address follows the name, since nobody can have bookmarked it yet.
        """
        audit.record(
            self.actor, "business introduced", business=business, subject=said.get("name", ""), **said
        )
        for field, value in said.items():
            setattr(business, field, value)
        if "name" in said:
            business.slug = self._free_slug(business.name)
        business.save(update_fields=[*said, "slug"])
        return business

    def _free_slug(self, name: str) -> str:
        wanted = slugify(name)[:44] or "business"
        taken = ADDRESSES | set(
            Business.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)
        )
        numbered = (wanted if n == 1 else f"{wanted}-{n}" for n in range(1, len(taken) + 2))
        return next(slug for slug in numbered if slug not in taken)
