"""Long lists come in pages."""

from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """A hundred at a time unless asked otherwise."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000
