"""How fresh the mirrors are."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.access import visible_businesses
from runway.api.base import paged
from runway.api.schema import PAGING, page_of
from runway.api.values import serializer_of
from sync.orchestrators.health import BusinessStatus, sync_status

Status = serializer_of(BusinessStatus)


class SyncStatusView(APIView):
    """Every mirror open to you: its health, how old it is, and what is in it, entity by entity."""

    rule = "signed in"

    @extend_schema(operation_id="sync_list", parameters=PAGING, responses=page_of(Status))
    def get(self, request: Request) -> Response:
        mine = visible_businesses(request.user).order_by("name")
        return paged(self, mine, Status, lambda page: sync_status(clock.now(), page))
