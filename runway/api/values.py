"""The values that pages show, as JSON: the same numbers under the same names, without the drawings."""

import dataclasses
import typing
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from rest_framework import serializers
from rest_framework_dataclasses.serializers import DataclassSerializer

DRAWN_IN = ("runway.charts", "runway.charts_effect", "runway.charts_sheet", "runway.charts_waterfall")
CENT = Decimal("0.01")


class Amount(serializers.DecimalField):
    """Money or days to the cent, as a string; null is unknown."""

    def __init__(self, **options: Any) -> None:
        places = {
            "max_digits": None,
            "decimal_places": 2,
            "rounding": ROUND_HALF_UP,
            "coerce_to_string": True,
        }
        super().__init__(**(options | places))


class ValueSerializer(DataclassSerializer):
    """Any frozen value of a service, read only; fields that only lay out a drawing are left out, however deep."""

    serializer_field_mapping = DataclassSerializer.serializer_field_mapping | {Decimal: Amount}

    @property
    def serializer_dataclass_field(self) -> type[DataclassSerializer]:
        return ValueSerializer

    def get_field_names(self) -> list[str]:
        kind = self.dataclass_definition.dataclass_type
        said = typing.get_type_hints(kind)
        return [field.name for field in dataclasses.fields(kind) if not _is_drawn(said[field.name])]


def serializer_of(kind: type) -> type[ValueSerializer]:
    """The serializer of one frozen value."""
    meta = type("Meta", (), {"dataclass": kind})
    return type(f"{kind.__name__}Serializer", (ValueSerializer,), {"Meta": meta, "__doc__": kind.__doc__})


def _is_drawn(hint: Any) -> bool:
    return getattr(hint, "__module__", "") in DRAWN_IN or any(map(_is_drawn, typing.get_args(hint)))
