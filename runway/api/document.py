"""Where the OpenAPI document is read."""

from drf_spectacular.views import SpectacularAPIView


class SchemaView(SpectacularAPIView):
    """The OpenAPI document of this API."""

    rule = "signed in"
