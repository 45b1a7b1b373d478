"""The operators' view of mirrors held against QuickBooks' own reports."""

from django.contrib import admin

from core.admin.reading import ReadOnlyAdmin
from sync.models import TieOut


@admin.register(TieOut)
class TieOutAdmin(ReadOnlyAdmin):
    """One side of one comparison, with the documents between the two figures."""

    list_display = (
        *("at", "business", "as_of", "name", "state"),
        *("mirror", "report", "difference", "explained", "run"),
    )
    list_select_related = ("business", "run__business")
    list_filter = ("state", "as_of", "business")
    search_fields = ("name", "=what", "business__name", "business__slug")
