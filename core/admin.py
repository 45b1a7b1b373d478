"""The operators' view of what RowCol itself knows: people, firms, businesses, roles, and the trail."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.http import HttpRequest

from core.models import AuditEntry, Business, Firm, Membership, User

admin.site.site_header = admin.site.site_title = "RowCol operations"
admin.site.index_title = "Books, sync and people"
admin.site.unregister(Group)


class ReadOnlyAdmin(admin.ModelAdmin):
    """For tables that only the system writes: everything can be seen, nothing changed."""

    show_full_result_count = False

    def has_add_permission(self, _request: HttpRequest, _object: Any = None) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _object: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _object: Any = None) -> bool:
        return False


class NewUserForm(AdminUserCreationForm):
    """A person is known by e-mail address alone."""

    class Meta:
        model = User
        fields = ("email", "name")


@admin.register(User)
class PersonAdmin(UserAdmin):
    """People and how they sign in; what they may see follows from their memberships."""

    add_form = NewUserForm
    ordering = ("email",)
    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "password", "name")}),
        ("Access", {"fields": ("is_active", "is_staff", "is_superuser")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)
    readonly_fields = ("last_login", "date_joined")


@admin.register(Firm)
class FirmAdmin(admin.ModelAdmin):
    """Advisory firms."""

    list_display = ("name", "slug")
    search_fields = ("name", "slug")


@admin.register(Business)
class BusinessAdmin(admin.ModelAdmin):
    """Clients. A business goes with its whole mirror, so it is not deleted from a page."""

    list_display = ("name", "slug", "firm", "timezone", "home_currency", "created_at")
    list_select_related = ("firm",)
    list_filter = ("firm",)
    search_fields = ("name", "slug")
    readonly_fields = ("created_at",)

    def has_delete_permission(self, _request: HttpRequest, _object: Any = None) -> bool:
        return False


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    """Who may see and do what."""

    list_display = ("user", "role", "firm", "business")
    list_select_related = ("user", "firm", "business")
    list_filter = ("role", "firm")
    search_fields = ("user__email", "user__name")
    autocomplete_fields = ("user", "firm", "business")


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who did what and when."""

    list_display = ("at", "actor", "action", "subject", "business_id")
    list_filter = ("action",)
    search_fields = ("actor", "subject")
