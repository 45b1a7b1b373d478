"""The operators' view of data quality: invariants by day, entities by day, and what each business tolerates."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core import audit, clock
from core.admin.reading import ReadOnlyAdmin, TrailedAdmin, actor, table
from core.models import Business
from sync import quality
from sync.models import EntityQuality, QualityCheck, QualityThresholds


class Holds(admin.SimpleListFilter):
    """Whether the invariant held."""

    title, parameter_name = "holds", "holds"

    def lookups(self, _request: HttpRequest, _admin: Any) -> list[tuple[str, str]]:
        return [("yes", "yes"), ("no", "no")]

    def queryset(self, _request: HttpRequest, rows: QuerySet) -> QuerySet:
        wanted = self.value()
        return (
            rows
            if wanted not in ("yes", "no")
            else rows.filter(**{"violations" if wanted == "yes" else "violations__gt": 0})
        )


@admin.register(QualityCheck)
class QualityCheckAdmin(ReadOnlyAdmin):
    """How each invariant held on each day."""

    list_display = ("day", "business", "name", "violations", "worst", "first", "checked_at")
    list_select_related = ("business",)
    list_filter = (Holds, "name", "business", "day")
    search_fields = ("name", "business__name", "business__slug")
    exclude = ("examples",)
    readonly_fields = ("where",)
    actions = ("look_again",)

    @admin.display(description="first example")
    def first(self, check: QualityCheck) -> str:
        return str(check.examples[0]) if check.examples else ""

    @admin.display(description="examples")
    def where(self, check: QualityCheck) -> SafeString | str:
        return table(["document"], [[each] for each in check.examples]) if check.examples else "none"

    @admin.action(description="Look these businesses over now", permissions=["operate"])
    def look_again(self, request: HttpRequest, chosen: QuerySet) -> None:
        businesses = list(Business.objects.filter(pk__in=chosen.values("business")))
        broken = 0
        for business in businesses:
            found = quality.look_over(business, clock.now())
            broken += sum(bool(violations) for violations in found.values())
            audit.record(actor(request), "mirror looked over", business=business, broken=broken)
        level = messages.WARNING if broken else messages.SUCCESS
        self.message_user(request, f"{len(businesses)} looked over; {broken} invariants do not hold.", level)


@admin.register(EntityQuality)
class EntityQualityAdmin(ReadOnlyAdmin):
    """What each entity was like on each day."""

    list_display = (
        *("day", "business", "entity", "rows", "oldest_seconds"),
        *("quarantined", "drift", "differences", "measured_at"),
    )
    list_select_related = ("business",)
    list_filter = ("day", "entity", "business")
    search_fields = ("entity", "business__name", "business__slug")


@admin.register(QualityThresholds)
class QualityThresholdsAdmin(TrailedAdmin):
    """What a business tolerates; what is left empty is as the settings say."""

    list_display = ("business", "violations", "age_seconds", "quarantined_percent", "drift", "differences")
    list_select_related = ("business",)
    search_fields = ("business__name", "business__slug")
