"""The operators' view of mirrors held against QuickBooks' own reports."""

from django.contrib import admin
from django.utils.safestring import SafeString

from core.admin.reading import ReadOnlyAdmin, table
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
    exclude = ("differences",)
    readonly_fields = ("documents",)

    @admin.display(description="documents between the two figures")
    def documents(self, tie: TieOut) -> SafeString | str:
        between = [[one["kind"], one["words"], one["amount"], one["repaired"]] for one in tie.differences]
        return table(["kind", "document", "of the difference", "repaired"], between) if between else "none"
