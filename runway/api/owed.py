"""Receivables and payables, number for number as their pages show them."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.cash import Side
from runway.api.base import BusinessView
from runway.api.values import serializer_of
from runway.services.owed import OwedService
from runway.services.owed_page import OwedPage

Page = serializer_of(OwedPage)


class OwedView(BusinessView):
    """One side as of now. `owed` is null where the books are not fit for numbers; `refusal` then says why."""

    side = Side.RECEIVABLE

    @extend_schema(responses=Page)
    def get(self, request: Request, slug: str) -> Response:
        return Response(Page(OwedService(self.business, self.side).page(clock.now())).data)
