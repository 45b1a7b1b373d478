"""The operators' view of firms; businesses are shown by sync, which knows how they stand with QuickBooks."""

from django.contrib import admin

from core.admin.reading import TrailedAdmin
from core.models import Firm


@admin.register(Firm)
class FirmAdmin(TrailedAdmin):
    """Advisory firms."""

    list_display = ("name", "slug")
    search_fields = ("name", "slug")
