"""The operators' view of people: who they are, what they may do, and who is invited."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import ngettext
from knox.models import AuthToken

from core import audit, clock
from core.admin.reading import ReadOnlyAdmin, TrailedAdmin, actor
from core.models import DigestStop, Invitation, Membership, User
from core.people import PeopleService, Refused

ABOVE_STAFF = ("is_staff", "is_superuser", "user_permissions")


class NewUserForm(AdminUserCreationForm):
    """A person is known by e-mail address alone."""

    class Meta:
        model = User
        fields = ("email", "name")


class HeldInline(admin.TabularInline):
    """What a person may do where; it is changed on its own page."""

    model = Membership
    fields = ("role", "firm", "business")
    extra = 0
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("user", "firm", "business")

    def has_add_permission(self, _request: HttpRequest, _object: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class PersonAdmin(TrailedAdmin, UserAdmin):
    """People and how they sign in; what they may see follows from their memberships.

    People stay for the trail's sake: who leaves is made inactive. Only superusers say what staff may do.
    """

    add_form = NewUserForm
    ordering = ("email",)
    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "memberships__role")
    search_fields = ("email", "name")
    filter_horizontal = ("user_permissions",)
    fieldsets = (
        (None, {"fields": ("email", "password", "name")}),
        ("Access", {"fields": ("is_active", *ABOVE_STAFF)}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)
    readonly_fields = ("last_login", "date_joined")
    inlines = (HeldInline,)
    actions = ("end_tokens",)

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_inlines(request, obj) if obj else ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*self.readonly_fields, *(() if request.user.is_superuser else ABOVE_STAFF))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever sets a password can sign in with it, so staff leave those with more rights than theirs alone."""
        above = obj is not None and (obj.is_superuser or obj.is_staff) and obj != request.user
        return super().has_change_permission(request, obj) and (request.user.is_superuser or not above)

    def has_delete_permission(self, _request: HttpRequest, _object: Any = None) -> bool:
        return False

    @admin.action(description="End all their API tokens", permissions=["change"])
    def end_tokens(self, request: HttpRequest, people: QuerySet) -> None:
        ended = 0
        for person in people:
            gone, _ = AuthToken.objects.filter(user=person).delete()
            if gone:
                audit.record(actor(request), "API tokens ended", subject=person.email, tokens=gone)
            ended += gone
        self.message_user(
            request, ngettext("%d API token ended.", "%d API tokens ended.", ended) % ended, messages.SUCCESS
        )


@admin.register(Membership)
class MembershipAdmin(TrailedAdmin):
    """Who may see and do what."""

    list_display = ("user", "role", "firm", "business")
    list_select_related = ("user", "firm", "business")
    list_filter = ("role", "firm")
    search_fields = ("user__email", "user__name", "firm__name", "business__name")
    autocomplete_fields = ("user", "firm", "business")


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Roles that wait for someone. What opens them is nowhere but in the letter."""

    list_display = ("email", "role", "firm", "business", "state", "sent_at", "invited_by")
    list_select_related = ("firm", "business", "invited_by")
    list_filter = (
        ("accepted_at", admin.EmptyFieldListFilter),
        ("withdrawn_at", admin.EmptyFieldListFilter),
        "role",
        "firm",
    )
    search_fields = ("email", "firm__name", "business__name")
    exclude = ("token_hash",)
    actions = ("withdraw",)

    @admin.display(description="state")
    def state(self, invitation: Invitation) -> str:
        if invitation.accepted_at:
            return "accepted"
        if invitation.withdrawn_at:
            return "withdrawn"
        return "over" if invitation.expires_at <= clock.now() else "waiting"

    @admin.action(description="Withdraw", permissions=["operate"])
    def withdraw(self, request: HttpRequest, invitations: QuerySet) -> None:
        operator: Any = request.user
        for invitation in invitations:
            try:
                PeopleService(operator).withdraw(invitation)
            except Refused as why:
                self.message_user(request, f"{invitation.email}: {why}", messages.WARNING)
            else:
                self.message_user(request, f"{invitation.email}: withdrawn.", messages.SUCCESS)


@admin.register(DigestStop)
class DigestStopAdmin(ReadOnlyAdmin):
    """Who does not want the weekly digest of which business; each says so for themselves."""

    list_display = ("user", "business", "stopped_at")
    list_select_related = ("user", "business")
    list_filter = ("business",)
    search_fields = ("user__email", "user__name", "business__name")
    ordering = ("-stopped_at",)
