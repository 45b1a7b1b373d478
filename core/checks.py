"""System checks on the declarations: what a mirror forgets, `manage.py check` says."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import Error, register

from core.mirror import LineMirror, Mirror, line_mirrors, mapped_fields, mirrors
from core.ownership import our_models

Declaring = type[Mirror] | type[LineMirror]


@register()
def declarations_are_complete(**_kwargs: Any) -> list[Error]:
    """core.E001 to E004: each mapped column has a path, each path a column, each mirror a declaration of its own."""
    found: list[Error] = []
    declaring: list[Declaring] = [*mirrors(), *line_mirrors()]
    for model in declaring:
        found.extend(_undeclared(model) if "qbo" not in vars(model) else _mismatches(model))
    return found + list(_doubles())


@register()
def every_model_has_an_owner(**_kwargs: Any) -> list[Error]:
    """core.E005: a table whose owner is unknown has no rule for conflicts."""
    return [
        Error(
            f"{model._meta.label} does not say who owns it.",
            hint="Give the class `ownership = Ownership...` (core/ownership.py).",
            obj=model,
            id="core.E005",
        )
        for model in our_models()
        if not hasattr(model, "ownership")
    ]


def _undeclared(model: Declaring) -> Iterator[Error]:
    yield Error(
        f"{model._meta.label} is a mirror that no feed fills: it declares no QBO entity.",
        hint="Declare `qbo = Entity(...)`, or `qbo = Lines(...)` on a child.",
        obj=model,
        id="core.E001",
    )


def _mismatches(model: Declaring) -> Iterator[Error]:
    columns = {field.name for field in mapped_fields(model)}
    for name in sorted(columns - set(model.qbo.columns)):
        yield Error(
            f"{model._meta.label}.{name} has no JSON path.",
            hint=f'Add "{name}": "<path>" to its declaration.',
            obj=model,
            id="core.E002",
        )
    for name in sorted(set(model.qbo.columns) - columns):
        yield Error(
            f"{model._meta.label} maps {name}, which is not a column.",
            hint="Add the column or drop the path.",
            obj=model,
            id="core.E003",
        )


def _doubles() -> Iterator[Error]:
    seen: dict[str, type[Mirror]] = {}
    for model in mirrors():
        name = model.qbo.name if "qbo" in vars(model) else model._meta.label
        if name in seen:
            yield Error(
                f"{model._meta.label} and {seen[name]._meta.label} both mirror {name}.",
                obj=model,
                id="core.E004",
            )
        seen[name] = model
