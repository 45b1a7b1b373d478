"""The decision console: looking, trying a set out, and the acts on decisions. Nothing is written to QuickBooks."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.access import May, rights
from runway.api.base import BusinessView, paged, valid
from runway.api.problems import Conflict
from runway.api.schema import PAGING, page_of
from runway.api.values import CENT, serializer_of
from runway.models import Action, Decision
from runway.services import decisions
from runway.services.choices import Choice
from runway.services.console import DecisionConsoleService, NotRecorded
from runway.services.console_page import ConsolePage

Page = serializer_of(ConsolePage)


class ChoiceSerializer(serializers.Serializer):
    """What is to happen with one open document.

    `act` is `chase` or `dispute` for an invoice; else `on` is the day on which money moves. `saw` is the open amount
    and `instead_of` the current decision that you saw: what has changed since is refused.
    """

    entity = serializers.ChoiceField(choices=["Bill", "Invoice"])
    qbo_id = serializers.CharField(max_length=60)
    act = serializers.ChoiceField(choices=["chase", "dispute"], allow_null=True, default=None)
    on = serializers.DateField(allow_null=True, default=None)
    saw = serializers.DecimalField(max_digits=24, decimal_places=6)
    instead_of = serializers.IntegerField(min_value=1, max_value=2**63 - 1, allow_null=True, default=None)

    def validate(self, said: dict[str, Any]) -> dict[str, Any]:
        if (said["act"] is None) == (said["on"] is None):
            raise serializers.ValidationError("Give either an act or a day.")
        return said


class SetSerializer(serializers.Serializer):
    """A set of choices, recorded as a whole or not at all."""

    choices = ChoiceSerializer(many=True, allow_empty=False)
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")

    def chosen(self) -> list[Choice]:
        return [_choice(one) for one in self.validated_data["choices"]]


class NamedSerializer(serializers.Serializer):
    """Decisions by their ids."""

    decisions = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), allow_empty=False, max_length=500
    )


class SeenField(serializers.JSONField):
    """The document as it was seen, its open amount with two decimals as all amounts of this API."""

    def to_representation(self, value: Any) -> Any:
        seen = dict(super().to_representation(value))
        if seen.get("open") is not None:
            seen["open"] = str(Decimal(seen["open"]).quantize(CENT, ROUND_HALF_UP))
        return seen


class DecisionSerializer(serializers.ModelSerializer):
    """A decision as it stands; `seen` is the document as its proposer saw it."""

    seen = SeenField(read_only=True)
    proposed_by = serializers.EmailField(source="proposed_by.email", read_only=True)
    approved_by = serializers.EmailField(
        source="approved_by.email", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = Decision
        fields = (
            "id",
            "entity",
            "qbo_id",
            "action",
            "on",
            "note",
            "seen",
            "proposed_by",
            "proposed_at",
            "approved_by",
            "approved_at",
        )
        read_only_fields = fields


class OutcomeSerializer(serializers.Serializer):
    """What was done, by decision; a sentence for each that was left as it is; a note on the books, mostly empty."""

    done = serializers.ListField(child=serializers.IntegerField())
    left = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField(
        help_text="That QuickBooks could not be asked first, and as of when its books count."
    )


class ConsoleView(BusinessView):
    """Open bills and invoices by lane, what was decided, and the effect on the low point."""

    @extend_schema(responses=Page)
    def get(self, request: Request, slug: str) -> Response:
        return Response(Page(console_of(self).page(clock.now())).data)


class EffectView(BusinessView):
    """The base beside a set that is not recorded."""

    rule = May.PROPOSE
    deeds = {"POST": May.PROPOSE, "GET": May.PROPOSE}

    @extend_schema(request=SetSerializer, responses=Page)
    def post(self, request: Request, slug: str) -> Response:
        form = valid(SetSerializer, request)
        return Response(Page(console_of(self).page(clock.now(), form.chosen())).data)


class DecisionsView(BusinessView):
    """The decisions that stand."""

    deeds = {"POST": May.PROPOSE}

    @extend_schema(operation_id="decisions_list", parameters=PAGING, responses=page_of(DecisionSerializer))
    def get(self, request: Request, slug: str) -> Response:
        return paged(self, decisions.current(self.business), DecisionSerializer)

    @extend_schema(request=SetSerializer, responses={201: DecisionSerializer(many=True)})
    def post(self, request: Request, slug: str) -> Response:
        """Record a set. 409 where the books or a decision changed since you looked; then nothing is recorded."""
        form = valid(SetSerializer, request)
        try:
            made = console_of(self).record(clock.now(), form.chosen(), form.validated_data["note"])
        except NotRecorded as refused:
            raise Conflict(f"{refused} Nothing was recorded.") from refused
        return Response(DecisionSerializer(made.done, many=True).data, status=201)


class ApproveView(BusinessView):
    """Approve decisions; those that changed in the books, or that wait for somebody else, are left."""

    rule = May.APPROVE
    deeds = {"POST": May.APPROVE, "GET": May.APPROVE}

    @extend_schema(request=NamedSerializer, responses=OutcomeSerializer)
    def post(self, request: Request, slug: str) -> Response:
        ids = valid(NamedSerializer, request).validated_data["decisions"]
        return Response(_outcome(console_of(self).approve(clock.now(), ids)))


class WithdrawView(BusinessView):
    """End decisions without others in their place."""

    rule = May.PROPOSE
    deeds = {"POST": May.PROPOSE, "GET": May.PROPOSE}

    @extend_schema(request=NamedSerializer, responses=OutcomeSerializer)
    def post(self, request: Request, slug: str) -> Response:
        ids = valid(NamedSerializer, request).validated_data["decisions"]
        return Response(_outcome(decisions.withdraw(self.business, request.user, ids)))


def console_of(view: BusinessView) -> DecisionConsoleService:
    """The console as the asking person may use it."""
    user: Any = view.request.user
    return DecisionConsoleService(view.business, user, rights(user, view.business))


def _choice(said: dict[str, Any]) -> Choice:
    action = {"chase": Action.CHASE, "dispute": Action.DISPUTE}.get(said["act"])
    return Choice((said["entity"], said["qbo_id"]), action, said["on"], said["saw"], said["instead_of"])


def _outcome(outcome: decisions.Outcome) -> dict[str, Any]:
    return {
        "done": [decision.pk for decision in outcome.done],
        "left": list(outcome.left),
        "note": outcome.note,
    }
