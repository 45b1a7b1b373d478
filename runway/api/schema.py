"""How the OpenAPI document names values, and who may sign in how."""

from drf_spectacular.contrib.rest_framework_dataclasses import OpenApiDataclassSerializerExtensions
from drf_spectacular.views import SpectacularAPIView


class ValueExtension(OpenApiDataclassSerializerExtensions):
    """Pages have rows and options of their own: a value of a page's module carries the page's name."""

    target_class = "runway.api.values.ValueSerializer"
    match_subclasses = True
    priority = 1

    def get_name(self) -> str:
        kind = self.target.dataclass_definition.dataclass_type
        page = kind.__module__.rsplit(".", 1)[-1].removesuffix("_page").title().replace("_", "")
        own = kind.__module__.endswith("_page") and not kind.__name__.startswith(page)
        return f"{page}{kind.__name__}" if own else kind.__name__


class SchemaView(SpectacularAPIView):
    """The OpenAPI document of this API."""

    rule = "signed in"
