"""The operators' view of what RowCol itself knows: people, firms, who may do what, and the trail."""

from django.contrib import admin
from django.contrib.auth.models import Group

from core.admin import firms, people, trail

__all__ = ["firms", "people", "trail"]

admin.site.site_header = admin.site.site_title = "RowCol operations"
admin.site.index_title = "Books, sync and people"
admin.site.unregister(Group)
