"""How the OpenAPI document names values, and who may sign in how."""

from typing import Any

from drf_spectacular.contrib.rest_framework_dataclasses import OpenApiDataclassSerializerExtensions
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers

PROBLEM = {
    "description": "What went wrong (RFC 9457)",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "detail"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string", "description": "What to do next."},
                    "errors": {"description": "What was not understood, field by field."},
                },
            }
        }
    },
}


PAGING = [
    OpenApiParameter("page", int, description="A page number within the list."),
    OpenApiParameter("page_size", int, description="Rows a page, 100 unless asked otherwise, at most 1,000."),
]


def page_of(row: type[serializers.Serializer]) -> serializers.Serializer:
    """The shape of one page of these rows, as the document describes it."""
    return inline_serializer(
        f"Paged{row.__name__.removesuffix('Serializer')}List",
        {
            "count": serializers.IntegerField(),
            "next": serializers.URLField(allow_null=True),
            "previous": serializers.URLField(allow_null=True),
            "results": row(many=True),
        },
    )


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


class Described(AutoSchema):
    """Every address may answer with a problem."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is not None:
            operation["responses"]["default"] = PROBLEM
        return operation
