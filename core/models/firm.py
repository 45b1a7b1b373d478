"""Firms and the businesses they advise."""

from django.db import models

from core import clock
from core.ownership import Ownership


class Firm(models.Model):
    """An advisory firm, or one business on its own."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)

    ownership = Ownership.OWNED

    def __str__(self) -> str:
        return self.name


class Business(models.Model):
    """A client whose books are mirrored. Its QBO company id lives with the connection, in sync."""

    firm = models.ForeignKey(Firm, models.PROTECT, related_name="businesses")
    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    timezone = models.CharField(max_length=64, default="America/New_York")
    home_currency = models.CharField(max_length=3, default="USD")
    created_at = models.DateTimeField(default=clock.now)
    write_back = models.BooleanField(
        default=False,
        help_text="Whether decisions may be carried out in QuickBooks; QBO_WRITE_BACK must allow it too.",
    )

    ownership = Ownership.OWNED

    class Meta:
        verbose_name_plural = "businesses"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
