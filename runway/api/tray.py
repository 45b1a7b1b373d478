"""The hygiene tray, and a person's word on one of its issues."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.access import May
from runway.api.base import BusinessView, paged
from runway.api.problems import Conflict
from runway.api.schema import PAGING, page_of
from runway.api.values import serializer_of
from runway.calculators.hygiene.issue import Kind
from runway.models import Verdict
from runway.services.notes import Said
from runway.services.settling import NoSuchIssue, NothingToLeaveOut, SaidMeanwhile, Word, settle
from runway.services.tray import TrayService
from runway.services.tray_page import Row, Show, TrayPage

Page, RowValue, SaidValue = serializer_of(TrayPage), serializer_of(Row), serializer_of(Said)
SHOW = OpenApiParameter("show", enum=[show.value for show in Show], default=Show.OPEN.value)
KIND = OpenApiParameter("kind", enum=[kind.value for kind in Kind])


class WordSerializer(serializers.Serializer):
    """What you say about one issue. `seen_at` is the instant of the word that you saw on it, null for none."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind])
    entity = serializers.CharField(max_length=40, allow_blank=True, default="")
    qbo_id = serializers.CharField(max_length=60, allow_blank=True, default="", trim_whitespace=False)
    verdict = serializers.ChoiceField(choices=[(one.value, one.label) for one in Verdict], allow_blank=True)
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")
    seen_at = serializers.DateTimeField(allow_null=True, default=None)

    def word(self) -> Word:
        said: dict[str, Any] = self.validated_data
        return Word(**said | {"kind": Kind(said["kind"]), "verdict": Verdict(said["verdict"])})


class TrayView(BusinessView):
    """What is odd in the books, what it is worth, and what was said about it."""

    deeds = {"POST": May.TIDY}

    @extend_schema(parameters=[SHOW], responses=Page)
    def get(self, request: Request, slug: str) -> Response:
        return Response(Page(TrayService(self.business).page(clock.now(), _shown(request), "")).data)

    @extend_schema(request=WordSerializer, responses=SaidValue)
    def post(self, request: Request, slug: str) -> Response:
        """Accept an issue, leave its document out of the numbers, ask the client, or open it again."""
        form = WordSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        try:
            said = settle(self.business, request.user, form.word(), clock.now())
        except SaidMeanwhile as other:
            raise Conflict(f"{other} Nothing was changed.") from other
        except NoSuchIssue as why:
            raise exceptions.NotFound("The books show no such issue.") from why
        except NothingToLeaveOut as why:
            raise exceptions.ValidationError({"verdict": "This document is in no number."}) from why
        return Response(SaidValue(said).data)


class IssuesView(BusinessView):
    """Every issue of the tray as a list, most money at stake first, whatever its kind."""

    @extend_schema(operation_id="issues_list", parameters=[SHOW, KIND, *PAGING], responses=page_of(RowValue))
    def get(self, request: Request, slug: str) -> Response:
        kind = request.query_params.get("kind", "")
        if kind and kind not in set(Kind):
            raise exceptions.ValidationError({"kind": f"One of {', '.join(Kind)}."})
        return paged(self, TrayService(self.business).issues(clock.now(), _shown(request), kind), RowValue)


def _shown(request: Request) -> Show:
    asked = request.query_params.get("show", Show.OPEN)
    if asked not in set(Show):
        raise exceptions.ValidationError({"show": f"One of {', '.join(Show)}."})
    return Show(asked)
