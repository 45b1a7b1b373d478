"""What follows from the books of one business, computed once and kept until something that it rests on moves."""

from django.db import models

from core.models import Business
from core.ownership import Ownership


class Kept(models.Model):
    """One value of one business as compressed msgpack, true as long as `basis` is that of today (services/basis.py)."""

    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    name = models.CharField(max_length=20)
    basis = models.CharField(max_length=64)
    computed_at = models.DateTimeField()
    body = models.BinaryField()

    ownership = Ownership.DERIVED

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "name"], name="runway_kept_once")]

    def __str__(self) -> str:
        return f"{self.name} of {self.business}"
