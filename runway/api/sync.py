"""How fresh the mirrors are."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.access import visible_businesses
from runway.api.values import serializer_of
from sync.orchestrators.health import BusinessStatus, sync_status

Status = serializer_of(BusinessStatus)


class SyncStatusView(APIView):
    """Every mirror open to you: its health, how old it is, and what is in it, entity by entity."""

    rule = "signed in"

    @extend_schema(responses=Status(many=True))
    def get(self, request: Request) -> Response:
        mine = set(visible_businesses(request.user).values_list("slug", flat=True))
        return Response(Status([one for one in sync_status(clock.now()) if one.slug in mine], many=True).data)
