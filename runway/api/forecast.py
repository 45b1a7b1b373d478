"""The 13-week forecast, number for number as its pages show it: the sheet, and what each cell is made of."""

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from runway.api.base import BusinessView
from runway.api.values import serializer_of
from runway.services.forecast import ForecastService
from runway.services.forecast_page import CellPage, ForecastPage
from runway.services.kept_pages import forecast_page

Page = serializer_of(ForecastPage)
Opened = serializer_of(CellPage)


class ForecastView(BusinessView):
    """The sheet as of now. `sheet` is null where the books are not fit for numbers; `refusal` then says why.

    Money out is positive below Disbursements: opening + receipts - disbursements + unexplained = closing.
    """

    @extend_schema(responses=Page)
    def get(self, request: Request, slug: str) -> Response:
        return Response(Page(forecast_page(self.business, clock.now())).data)


class ForecastCellView(BusinessView):
    """All pieces of one cell, which together are its amount. `line` is a line's `key`, `week` a week's last day."""

    @extend_schema(responses=Opened)
    def get(self, request: Request, slug: str, line: str, week: str) -> Response:
        page = ForecastService(self.business).cell(clock.now(), line, week, whole=True)
        if page is None:
            raise NotFound(
                "The sheet of today has no such cell: its lines and weeks are those of the forecast."
            )
        return Response(Opened(page).data)
