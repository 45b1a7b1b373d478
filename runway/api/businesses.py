"""The clients that a person may see, as the board shows them."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.models import Business
from runway.api.base import BusinessView
from runway.api.values import serializer_of
from runway.services.board import BoardService
from runway.services.board_page import BoardRow

Row = serializer_of(BoardRow)


class BusinessesView(ListAPIView):
    """Every client open to you, worst first."""

    rule = "signed in"
    serializer_class = Row
    queryset = Business.objects.none()

    def filter_queryset(self, _queryset: Any) -> Any:
        return BoardService(self.request.user).page(clock.now()).rows


class OneBusinessView(BusinessView):
    """One client's line on the board."""

    @extend_schema(responses=Row)
    def get(self, request: Request, slug: str) -> Response:
        return Response(Row(BoardService(request.user).row(self.business, clock.now())).data)
