"""How long pages took, as counts that may be dropped."""

from django.db import models

from core.ownership import Ownership


class PageTime(models.Model):
    """Views of one page on one UTC day that took up to so many milliseconds, and more than the next shorter span."""

    page = models.CharField(max_length=20)
    day = models.DateField()
    up_to_ms = models.PositiveIntegerField()
    views = models.PositiveIntegerField(default=0)

    ownership = Ownership.DERIVED

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "page", "up_to_ms"], name="runway_pagetime_once")
        ]

    def __str__(self) -> str:
        return f"{self.page} on {self.day}, up to {self.up_to_ms} ms"
