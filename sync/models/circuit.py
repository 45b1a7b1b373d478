"""Whether a QBO company answers at all, as all workers together have seen it."""

from django.db import models

from core.ownership import Ownership


class Circuit(models.Model):
    """The calls to one QBO company that got no answer in a row, and until when it is left alone for that."""

    realm_id = models.CharField(max_length=32, unique=True)
    failures = models.PositiveIntegerField(default=0, help_text="In a row; any answer of QBO ends it.")
    open_until = models.DateTimeField(null=True, help_text="Not asked before; empty while calls may be made.")
    openings = models.PositiveSmallIntegerField(default=0, help_text="In a row; each lasts twice as long.")
    probed_at = models.DateTimeField(
        null=True, help_text="When one call was let through to see if QBO is back."
    )

    ownership = Ownership.OPERATIONAL

    def __str__(self) -> str:
        return f"circuit to {self.realm_id}"
