"""Reads under way that several people wait for."""

from django.db import models

from core.models import Business
from core.ownership import Ownership


class SharedRead(models.Model):
    """A question that somebody is asking QBO right now, and for a moment its answer, for those who asked meanwhile.

    The table is unlogged: losing it in a crash costs a call.
    """

    business = models.ForeignKey(Business, models.CASCADE, related_name="+")
    question = models.CharField(max_length=64, help_text="A digest of it.")
    leader = models.BigIntegerField(help_text="A random number of the one who asks QBO.")
    holder = models.IntegerField(help_text="Process id of the leader's database session.")
    followers = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(help_text="When nobody need wait for it, or keep it, any longer.")
    answer = models.BinaryField(null=True)

    ownership = Ownership.OPERATIONAL

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "question"], name="sync_shared_read_once")]

    def __str__(self) -> str:
        return f"read of {self.business}, {self.followers} waiting"
