"""The settings of one business: what its numbers rest on, and what is set aside of its cash."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.access import May
from runway.api.base import BusinessView, refuse, valid
from runway.api.problems import as_seen
from runway.api.values import serializer_of
from runway.calculators.owned import Cycle, ReserveKind, WeekEnd
from runway.models import Reserve
from runway.services import assumptions, reserves, standing
from runway.services.assumptions import Choices
from runway.services.reserves import SetAside
from runway.services.settings import SettingsService
from runway.services.settings_page import SettingsPage

Page = serializer_of(SettingsPage)
VERSIONS = {"min_value": 0, "max_value": 2**31 - 2}


class SeenSerializer(serializers.Serializer):
    """`seen` is the version that you read; 0 where there was none."""

    seen = serializers.IntegerField(**VERSIONS)


class AssumptionsSerializer(SeenSerializer):
    """All choices at once; null and empty leave the default. Monday is weekday 0."""

    minimum_line = serializers.DecimalField(18, 2, allow_null=True, default=None)
    week_end = serializers.ChoiceField([end.value for end in WeekEnd], allow_null=True, default=None)
    payroll_cycle = serializers.ChoiceField([c.value for c in Cycle], allow_blank=True, default="")
    payroll_next_on = serializers.DateField(allow_null=True, default=None)
    payroll_amount = serializers.DecimalField(18, 2, allow_null=True, default=None)
    digest_is_sent = serializers.BooleanField(default=False)
    digest_weekday = serializers.IntegerField(min_value=0, max_value=6, allow_null=True, default=None)
    digest_hour = serializers.IntegerField(min_value=0, max_value=23, allow_null=True, default=None)
    digest_timezone = serializers.CharField(max_length=64, allow_blank=True, default="")

    def choices(self) -> Choices:
        said: dict[str, Any] = self.validated_data
        return Choices(**{name: said[name] for name in assumptions.FIELDS})


class SetAsideSerializer(serializers.Serializer):
    """An amount set aside from `since` to `until`, both included; `until` null: without end."""

    name = serializers.CharField(max_length=100)
    kind = serializers.ChoiceField([kind.value for kind in ReserveKind])
    amount = serializers.DecimalField(18, 2)
    purpose = serializers.CharField(max_length=300, allow_blank=True, default="")
    account_id = serializers.CharField(max_length=60, allow_blank=True, default="")
    since = serializers.DateField()
    until = serializers.DateField(allow_null=True, default=None)

    def said(self) -> SetAside:
        told: dict[str, Any] = self.validated_data
        return SetAside(**{name: told[name] for name in reserves.FIELDS})


class ChangedSetAsideSerializer(SetAsideSerializer, SeenSerializer):
    """Another word on it, in place of the version that you saw."""


class KeptReserveSerializer(serializers.ModelSerializer):
    """One amount that is set aside."""

    class Meta:
        model = Reserve
        fields = ("id", *reserves.FIELDS, "version", "changed_at", "archived_at")
        read_only_fields = fields


class SettingsView(BusinessView):
    """What the numbers rest on, where each comes from, and what is set aside."""

    deeds = {"PUT": May.SET}

    @extend_schema(responses=Page)
    def get(self, request: Request, slug: str) -> Response:
        return Response(Page(SettingsService(self.business).page(clock.now())).data)

    @extend_schema(request=AssumptionsSerializer, responses=Page)
    def put(self, request: Request, slug: str) -> Response:
        """Choose. 409 where somebody chose since you looked; then nothing is saved."""
        now, form = clock.now(), valid(AssumptionsSerializer, request)
        choices = form.choices()
        refuse(assumptions.faults(choices, clock.today(self.business)))
        with as_seen():
            assumptions.choose(self.business, request.user, choices, form.validated_data["seen"], now)
        standing.refresh(self.business, now)
        return self.get(request, slug)


class ReservesView(BusinessView):
    """Setting cash aside."""

    rule = May.SET
    deeds = {"POST": May.SET, "GET": May.SET}

    @extend_schema(request=SetAsideSerializer, responses={201: KeptReserveSerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Set an amount aside; the settings list all that are."""
        said, now = _said(self, valid(SetAsideSerializer, request)), clock.now()
        row = reserves.set_aside(self.business, request.user, said, now)
        standing.refresh(self.business, now)
        return Response(KeptReserveSerializer(row).data, status=201)


class ReserveView(BusinessView):
    """One amount that is set aside."""

    rule = May.SET
    deeds = {"PUT": May.SET, "GET": May.SET, "POST": May.SET}

    @extend_schema(request=ChangedSetAsideSerializer, responses=KeptReserveSerializer)
    def put(self, request: Request, slug: str, reserve: int) -> Response:
        """Change it. 409 where somebody changed it since you looked."""
        form, now = valid(ChangedSetAsideSerializer, request), clock.now()
        said, seen = _said(self, form), form.validated_data["seen"]
        with as_seen():
            row = reserves.change(self.business, request.user, reserve, said, seen, now)
        standing.refresh(self.business, now)
        return Response(KeptReserveSerializer(row).data)


class ArchiveReserveView(BusinessView):
    """Freeing what was set aside; the row is kept."""

    rule = May.SET
    deeds = {"POST": May.SET, "GET": May.SET}

    @extend_schema(request=SeenSerializer, responses=KeptReserveSerializer)
    def post(self, request: Request, slug: str, reserve: int) -> Response:
        seen, now = valid(SeenSerializer, request).validated_data["seen"], clock.now()
        with as_seen():
            row = reserves.archive(self.business, request.user, reserve, seen, now)
        standing.refresh(self.business, now)
        row.refresh_from_db()
        return Response(KeptReserveSerializer(row).data)


def _said(view: BusinessView, form: SetAsideSerializer) -> SetAside:
    """What was said, where the service finds nothing wrong with it."""
    said = form.said()
    accounts = {account_id for account_id, _ in SettingsService(view.business).accounts()}
    refuse(reserves.faults(said, clock.today(view.business), accounts))
    return said
