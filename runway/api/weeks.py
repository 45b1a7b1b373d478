"""Past Mondays' forecasts, number for number as their pages show them."""

from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from runway.api.base import BusinessView
from runway.api.values import serializer_of
from runway.reading import iso_day
from runway.services.past_weeks import PastWeeksService
from runway.services.past_weeks_page import KeptWeekPage, WeeksPage

Weeks = serializer_of(WeeksPage)
Week = serializer_of(KeptWeekPage)


class WeeksView(BusinessView):
    """The Mondays whose forecasts are kept, how near they came by weeks ahead, and how well pay dates are foretold."""

    @extend_schema(responses=Weeks)
    def get(self, request: Request, slug: str) -> Response:
        return Response(Weeks(PastWeeksService(self.business).page(clock.now())).data)


class WeekView(BusinessView):
    """One Monday's forecast as it was, with what became of its week. 404 where none of that date is kept."""

    @extend_schema(operation_id="businesses_weeks_monday_retrieve", responses=Week)
    def get(self, request: Request, slug: str, monday: str) -> Response:
        day = iso_day(monday)
        page = PastWeeksService(self.business).week(day, clock.now()) if day else None
        if page is None:
            raise exceptions.NotFound
        return Response(Week(page).data)
