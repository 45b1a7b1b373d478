"""Long lists come in pages."""

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request


class Pages(PageNumberPagination):
    """A hundred at a time unless asked otherwise."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000

    def get_page_size(self, request: Request) -> int | None:
        """What was asked for, at most a thousand; ValidationError for what is no number of rows."""
        asked = request.query_params.get(self.page_size_query_param, "1")
        if not (asked.isascii() and asked.isdecimal() and int(asked[:9])):
            raise ValidationError({"page_size": f"A number of rows, 1 to {self.max_page_size}."})
        return super().get_page_size(request)
