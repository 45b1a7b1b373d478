"""The digest, number for number as its page shows it."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from runway.api.base import BusinessView
from runway.api.values import serializer_of
from runway.services.digest_page import DigestPage
from runway.services.kept_pages import digest_page

Page = serializer_of(DigestPage)


class DigestView(BusinessView):
    """The digest as of now. `digest` is null where the books are not fit for numbers; `refusal` then says why."""

    @extend_schema(responses=Page)
    def get(self, request: Request, slug: str) -> Response:
        return Response(Page(digest_page(self.business, clock.now())).data)
