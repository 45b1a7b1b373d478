"""Which state of a mirror a derived value was computed from."""

from django.db import models

from core.models import Business
from core.ownership import Ownership


class Generation(models.Model):
    """Counts up with every merge that changed a business's mirror; derived values carry the number they came from."""

    business = models.OneToOneField(Business, models.CASCADE, primary_key=True, related_name="+")
    number = models.BigIntegerField(default=0)

    ownership = Ownership.OPERATIONAL

    def __str__(self) -> str:
        return f"generation {self.number} of {self.business}"
