"""The operators' view of the machinery: beat's schedule, sign-ins that failed, tokens of the API.

The libraries' own pages are replaced: they would show digests, and change what the code declares.
"""

from typing import Any

from axes.admin import AccessAttemptAdmin, IsLockedOutFilter
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from axes.utils import reset
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django_celery_beat.admin import PeriodicTaskAdmin
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    PeriodicTasks,
    SolarSchedule,
)
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.admin import TOTPDeviceAdmin
from django_otp.plugins.otp_totp.models import TOTPDevice
from knox.admin import AuthTokenAdmin
from knox.models import AuthToken

from core import audit, clock
from core.admin.reading import ReadOnlyAdmin, actor
from runway.services.second_step import forget

REPLACED = {
    PeriodicTask: PeriodicTaskAdmin,
    AccessAttempt: AccessAttemptAdmin,
    AuthToken: AuthTokenAdmin,
    TOTPDevice: TOTPDeviceAdmin,
}
NOT_USED = (
    StaticDevice,
    *(AccessFailureLog, AccessLog),
    *(ClockedSchedule, CrontabSchedule, IntervalSchedule, SolarSchedule),
)
for model in (*REPLACED, *NOT_USED):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


@admin.register(PeriodicTask)
class ScheduleAdmin(ReadOnlyAdmin):
    """What beat rings for. It is declared in rowcol/schedule.py; here it is paused and resumed."""

    list_display = ("name", "task", "enabled", "scheduler", "last_run_at", "total_run_count")
    list_select_related = ("interval", "crontab", "solar", "clocked")
    list_filter = ("enabled",)
    search_fields = ("name", "task")
    fields = (
        *("name", "task", "enabled", "scheduler", "expire_seconds"),
        *("last_run_at", "total_run_count", "date_changed"),
    )
    actions = ("pause", "resume")

    @admin.display(description="rings")
    def scheduler(self, entry: PeriodicTask) -> str:
        return str(entry.scheduler)

    @admin.action(description="Pause", permissions=["operate"])
    def pause(self, request: HttpRequest, chosen: QuerySet) -> None:
        self._set(request, chosen, "paused", enabled=False)

    @admin.action(description="Resume", permissions=["operate"])
    def resume(self, request: HttpRequest, chosen: QuerySet) -> None:
        self._set(request, chosen, "resumed", enabled=True)

    def _set(self, request: HttpRequest, chosen: QuerySet, done: str, *, enabled: bool) -> None:
        names = list(chosen.exclude(enabled=enabled).values_list("name", flat=True))
        PeriodicTask.objects.filter(name__in=names).update(enabled=enabled, last_run_at=None)
        PeriodicTasks.update_changed()
        for name in names:
            audit.record(actor(request), f"schedule {done}", subject=name)
        self.message_user(request, f"{len(names)} {done}.")


@admin.register(AccessAttempt)
class AttemptAdmin(ReadOnlyAdmin):
    """Wrong passwords that count at present, and accounts that wait because of them."""

    list_display = (
        "username",
        "ip_address",
        "failures_since_start",
        "is_locked",
        "attempt_time",
        "path_info",
    )
    list_filter = (IsLockedOutFilter,)
    search_fields = ("username", "ip_address")
    fields = (*list_display, "user_agent")
    readonly_fields = ("is_locked",)
    actions = ("unlock",)

    @admin.display(description="locked", boolean=True)
    def is_locked(self, attempt: AccessAttempt) -> bool:
        waits = attempt.attempt_time + settings.AXES_COOLOFF_TIME > clock.now()
        return waits and attempt.failures_since_start >= settings.AXES_FAILURE_LIMIT

    @admin.action(description="Unlock: forget the wrong passwords", permissions=["operate"])
    def unlock(self, request: HttpRequest, chosen: QuerySet) -> None:
        accounts = sorted(set(chosen.values_list("username", "ip_address")))
        for username, address in accounts:
            reset(username=username, ip=address)
            audit.record(actor(request), "sign-in unlocked", subject=username or "", address=address)
        self.message_user(request, f"{len(accounts)} unlocked.", messages.SUCCESS)


@admin.register(AuthToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    """Whose programs may ask the API, and until when. A row's key is the token's digest, so no row is linked.

    All tokens of a person are ended together, from the list of people.
    """

    list_display = ("user", "created", "expiry")
    list_display_links = None
    list_select_related = ("user",)
    list_filter = (("expiry", admin.EmptyFieldListFilter), "expiry")
    search_fields = ("user__email", "user__name")
    fields = list_display
    ordering = ("-created",)

    def get_actions(self, _request: HttpRequest) -> dict[str, Any]:
        return {}


@admin.register(TOTPDevice)
class SecondStepAdmin(ReadOnlyAdmin):
    """Who signs in with a code too. Its secret is shown to nobody; for who lost the device it is turned off."""

    list_display = ("user", "confirmed", "created_at", "last_used_at")
    list_select_related = ("user",)
    list_filter = ("confirmed",)
    search_fields = ("user__email", "user__name")
    fields = list_display
    actions = ("turn_off",)

    @admin.action(
        description="Turn off: they lost the device and the recovery codes", permissions=["operate"]
    )
    def turn_off(self, request: HttpRequest, chosen: QuerySet) -> None:
        people = {device.user for device in chosen}
        for person in people:
            forget(person, by=actor(request))
        self.message_user(request, f"{len(people)} turned off.", messages.SUCCESS)
