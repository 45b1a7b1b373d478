"""A mirror filled over HTTP holds what the books hold: every object, every column, every line, and nothing else."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import models
from pytest_django import Settings

from core.mirror import LineMirror, Mirror, children_of, mapped_fields, mirrors
from core.models import Business
from sync.models import EntityState, RunState
from sync.orchestrators.mirror import backfill
from tests.conftest import point_at
from tests.sync.small_company import SmallCompany, in_a_hurry, small_company

__all__ = ["in_a_hurry"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]


@pytest.fixture
def old_company(tmp_path: Path, settings: Settings) -> Iterator[SmallCompany]:
    """A company with two hundred days of business, and a dated exchange rate."""
    with small_company(tmp_path, days=200) as made:
        rate = (
            b'{"SourceCurrencyCode":"EUR","TargetCurrencyCode":"USD","AsOfDate":"2026-02-02","Rate":1.0753}'
        )
        made.put("ExchangeRate", 1, rate)
        point_at(made.url, settings)
        yield made


def test_every_object_column_and_line_is_as_in_the_books(old_company: SmallCompany, acme: Business) -> None:
    old_company.connect(acme)
    run = backfill(acme)
    assert (run.state, run.error) == (RunState.DONE, "")
    wrong = {}
    for model in mirrors():
        said = [thing_of(model, body) for body in old_company.objects(model.qbo.name)]
        assert said, f"the books have no {model.qbo.name}, so nothing is proven"
        wrong[model.qbo.name] = differences(model, said, acme)
        assert EntityState.objects.get(entity=model.qbo.name).rows == len(said)
        assert run.tallies[model.qbo.name]["inserted"] == len(said)
    assert {name: found for name, found in wrong.items() if found} == {}


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
    """Documents whose lines differ in number, order or content from those in their JSON."""
    kept: dict[str, list[tuple[Any, ...]]] = {qbo_id: [] for qbo_id in expected}
    names = [field.name for field in mapped_fields(child)]
    for line in child.objects.of(business):
        kept[line.parent_qbo_id].append(tuple(getattr(line, name) for name in names))
    return [qbo_id for qbo_id, thing in expected.items() if kept[qbo_id] != lines_of(child, thing)]


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
