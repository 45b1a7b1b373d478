"""A mirror held against the books that it is of: every object, every column, every line, every payload."""

import json
from typing import Any

from django.db import models

from core.mirror import LineMirror, Mirror, children_of, mapped_fields
from core.models import Business


def thing_of(model: type[Mirror], body: dict[str, Any]) -> dict[str, Any]:
    """The object without the wrapper that a template comes in; its type lies beside the rest."""
    if not model.qbo.wrapped:
        return body
    ((kind, inner),) = body.items()
    return inner | {"@type": kind}


def differences(model: type[Mirror], said: list[dict[str, Any]], business: Business) -> list[str]:
    """Ids whose row is not what the books say, and lines that are not."""
    stored = {row.qbo_id: row for row in model.objects.of(business).defer(None)}
    expected = {":".join(thing[key] for key in model.qbo.key): thing for thing in said}
    wrong = sorted(stored.keys() ^ expected.keys())
    for qbo_id in stored.keys() & expected.keys():
        wrong += [f"{qbo_id} {name}" for name in wrong_columns(model, stored[qbo_id], expected[qbo_id])]
    return wrong + [
        f"lines of {qbo_id}"
        for child in children_of(model)
        for qbo_id in wrong_lines(child, expected, business)
    ]


def wrong_columns(model: type[Mirror], row: Mirror, thing: dict[str, Any]) -> list[str]:
    wrong = [
        field.name
        for field in mapped_fields(model)
        if getattr(row, field.name) != stored(field, at(thing, model.qbo.columns[field.name]))
    ]
    sent = {thing["@type"]: {k: v for k, v in thing.items() if k != "@type"}} if model.qbo.wrapped else thing
    same = json.dumps(row.payload, sort_keys=True) == json.dumps(sent, sort_keys=True, default=float)
    return wrong if same else [*wrong, "payload"]


def wrong_lines(
    child: type[LineMirror], expected: dict[str, dict[str, Any]], business: Business
) -> list[str]:
    """Documents whose lines differ in number, order or content from those in their JSON, or that are not there."""
    kept: dict[str, list[tuple[Any, ...]]] = {qbo_id: [] for qbo_id in expected}
    names = [field.name for field in mapped_fields(child)]
    for line in child.objects.of(business):
        kept.setdefault(line.parent_qbo_id, []).append(tuple(getattr(line, name) for name in names))
    wrong = [qbo_id for qbo_id, thing in expected.items() if kept[qbo_id] != lines_of(child, thing)]
    return wrong + sorted(kept.keys() - expected.keys())


def lines_of(child: type[LineMirror], thing: dict[str, Any]) -> list[tuple[Any, ...]]:
    """One row per line and linked transaction; what is said once of a line is not repeated on the second."""
    rows = []
    for line in thing.get(child.qbo.path) or []:
        links = (line.get(child.qbo.each) or [None]) if child.qbo.each else [None]
        for number, link in enumerate(links):
            whole = line | ({child.qbo.each: link} if child.qbo.each else {})
            rows.append(
                tuple(
                    None
                    if number and field.name in child.qbo.once
                    else stored(field, at(whole, child.qbo.columns[field.name]))
                    for field in mapped_fields(child)
                )
            )
    return rows


def at(thing: Any, path: str) -> Any:
    """What lies at a dotted path; None where there is nothing."""
    for key in path.split("."):
        thing = (thing or {}).get(key)
    return thing


def stored(field: models.Field, said: Any) -> Any:
    """A value of the books as its column would hold it."""
    return None if said is None or said == "" else field.to_python(said)
