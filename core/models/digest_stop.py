"""Who does not want the weekly digest of a business by e-mail."""

from django.db import models

from core import clock
from core.models.firm import Business
from core.models.person import User
from core.ownership import Ownership


class DigestStop(models.Model):
    """One person's word about one business. It is the person's own, so it outlives the business's books."""

    user = models.ForeignKey(User, models.CASCADE, related_name="digest_stops")
    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    stopped_at = models.DateTimeField(default=clock.now)

    ownership = Ownership.OWNED

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "business"], name="core_digest_stop_once")]

    def __str__(self) -> str:
        return f"{self.user}, without the digest of {self.business}"
