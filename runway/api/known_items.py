"""Known items, and the dates on which people expect the money of open documents."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.access import May, people_of
from runway.api.base import BusinessView, refuse, valid
from runway.api.problems import Conflict, as_seen
from runway.api.settings import SeenSerializer
from runway.api.values import serializer_of
from runway.calculators.owned import Direction
from runway.models import Ending, ExpectedDate, KnownItem
from runway.services import expected_dates, known_items, standing
from runway.services.expected_dates import DatedMeanwhile
from runway.services.known import KnownService
from runway.services.known_items import Entry
from runway.services.known_page import KnownPage

Page = serializer_of(KnownPage)
ENDINGS = [Ending.HAPPENED.value, Ending.DROPPED.value]
KEYS = {"min_value": 1, "max_value": 2**31 - 1}


class EntrySerializer(serializers.Serializer):
    """A known item; the probability is in percent. Its owner is asked from `ask_on`, null for its day."""

    name = serializers.CharField(max_length=100)
    direction = serializers.ChoiceField([way.value for way in Direction])
    amount = serializers.DecimalField(18, 2)
    on = serializers.DateField()
    probability = serializers.IntegerField(min_value=0, max_value=100, default=100)
    owner_id = serializers.IntegerField(**KEYS, allow_null=True, default=None)
    ask_on = serializers.DateField(allow_null=True, default=None)
    note = serializers.CharField(max_length=300, allow_blank=True, default="")

    def entry(self) -> Entry:
        said: dict[str, Any] = self.validated_data
        return Entry(**{name: said[name] for name in known_items.FIELDS})


class ChangedEntrySerializer(EntrySerializer, SeenSerializer):
    """Another word on it, in place of the version that you saw."""


class EndingSerializer(SeenSerializer):
    """What became of it."""

    ending = serializers.ChoiceField(ENDINGS)


class KnownItemSerializer(serializers.ModelSerializer):
    """A known item as it stands."""

    class Meta:
        model = KnownItem
        fields = ("id", *known_items.FIELDS, "version", "changed_at", "ending", "archived_at")
        read_only_fields = fields


class DateSerializer(serializers.Serializer):
    """When the money of an open bill or invoice is expected; `instead_of` is the date that you saw, null for none."""

    entity = serializers.ChoiceField(["Bill", "Invoice"])
    qbo_id = serializers.CharField(max_length=60)
    on = serializers.DateField()
    why = serializers.CharField(max_length=300)
    instead_of = serializers.IntegerField(min_value=1, max_value=2**63 - 1, allow_null=True, default=None)


class NamedDateSerializer(serializers.Serializer):
    """A date that stands, by its document and its id."""

    entity = serializers.ChoiceField(["Bill", "Invoice"])
    qbo_id = serializers.CharField(max_length=60)
    seen = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class ExpectedDateSerializer(serializers.ModelSerializer):
    """A date as it stands."""

    set_by = serializers.EmailField(source="set_by.email", read_only=True)

    class Meta:
        model = ExpectedDate
        fields = ("id", "entity", "qbo_id", "on", "why", "set_by", "set_at")
        read_only_fields = fields


class KnownItemsView(BusinessView):
    """What people know of and no system does."""

    deeds = {"POST": May.PLAN}

    @extend_schema(responses=Page)
    def get(self, request: Request, slug: str) -> Response:
        return Response(Page(KnownService(self.business).page(clock.now())).data)

    @extend_schema(request=EntrySerializer, responses={201: KnownItemSerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Enter an item."""
        entry, now = _entry(self, valid(EntrySerializer, request)), clock.now()
        row = known_items.enter(self.business, request.user, entry, now)
        standing.refresh(self.business, now)
        return Response(KnownItemSerializer(row).data, status=201)


class KnownItemView(BusinessView):
    """One known item."""

    rule = May.PLAN
    deeds = {"PUT": May.PLAN, "GET": May.PLAN, "POST": May.PLAN}

    @extend_schema(request=ChangedEntrySerializer, responses=KnownItemSerializer)
    def put(self, request: Request, slug: str, item: int) -> Response:
        """Change it. 409 where somebody changed it since you looked."""
        form, now = valid(ChangedEntrySerializer, request), clock.now()
        entry, seen = _entry(self, form), form.validated_data["seen"]
        with as_seen():
            row = known_items.change(self.business, request.user, item, entry, seen, now)
        standing.refresh(self.business, now)
        return Response(KnownItemSerializer(row).data)


class EndKnownItemView(BusinessView):
    """Archiving a known item with what became of it."""

    rule = May.PLAN
    deeds = {"POST": May.PLAN, "GET": May.PLAN}

    @extend_schema(request=EndingSerializer, responses=KnownItemSerializer)
    def post(self, request: Request, slug: str, item: int) -> Response:
        said, now = valid(EndingSerializer, request).validated_data, clock.now()
        with as_seen():
            row = known_items.end(
                self.business, request.user, item, Ending(said["ending"]), said["seen"], now
            )
        standing.refresh(self.business, now)
        row.refresh_from_db()
        return Response(KnownItemSerializer(row).data)


class ExpectedDatesView(BusinessView):
    """The dates that people set for open documents; the due dates in QuickBooks stay what they are."""

    deeds = {"POST": May.PLAN}

    @extend_schema(operation_id="expected_dates_list", responses=ExpectedDateSerializer(many=True))
    def get(self, request: Request, slug: str) -> Response:
        return Response(ExpectedDateSerializer(expected_dates.current(self.business), many=True).data)

    @extend_schema(request=DateSerializer, responses={201: ExpectedDateSerializer})
    def post(self, request: Request, slug: str) -> Response:
        """Set a date. 409 where somebody set or took back another since you looked."""
        said, now = valid(DateSerializer, request).validated_data, clock.now()
        refuse(expected_dates.faults(said["on"], clock.today(self.business)))
        item = KnownService(self.business).open_item((said["entity"], said["qbo_id"]), now)
        if item is None:
            raise exceptions.NotFound
        wanted = (item, said["on"], said["why"], said["instead_of"], now)
        try:
            row = expected_dates.expect(self.business, request.user, *wanted)
        except DatedMeanwhile as other:
            raise Conflict("Another date stands by now. Nothing was saved: read it and repeat.") from other
        standing.refresh(self.business, now)
        return Response(ExpectedDateSerializer(row).data, status=201)


class TakeBackDateView(BusinessView):
    """Ending a date without another in its place."""

    rule = May.PLAN
    deeds = {"POST": May.PLAN, "GET": May.PLAN}

    @extend_schema(request=NamedDateSerializer, responses={204: None})
    def post(self, request: Request, slug: str) -> Response:
        said, now = valid(NamedDateSerializer, request).validated_data, clock.now()
        name = (said["entity"], said["qbo_id"])
        try:
            expected_dates.take_back(self.business, request.user, name, said["seen"], now)
        except DatedMeanwhile as other:
            raise Conflict("Another date stands by now, or none. Nothing was changed.") from other
        standing.refresh(self.business, now)
        return Response(status=204)


def _entry(view: BusinessView, form: EntrySerializer) -> Entry:
    """What was said, where the service finds nothing wrong with it."""
    entry = form.entry()
    owners = set(people_of(view.business).values_list("pk", flat=True))
    refuse(known_items.faults(entry, clock.today(view.business), owners))
    return entry
