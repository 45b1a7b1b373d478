"""What a declaration forgets, the system checks say."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.checks import Error
from django.db import models

from core.checks import declarations_are_complete, every_model_has_an_owner
from core.mirror import Entity, Mirror, Text
from core.ownership import Ownership


@contextmanager
def declared(name: str, base: type[models.Model], **body: Any) -> Iterator[list[Error]]:
    """What the checks say while a model of this declaration exists."""
    meta = type("Meta", (getattr(base, "Meta", object),), {"app_label": "core", "abstract": False})
    model = type(name, (base,), {"__module__": __name__, "Meta": meta, **body})
    try:
        found = [*declarations_are_complete(), *every_model_has_an_owner()]
        yield [error for error in found if error.obj is model]
    finally:
        apps.all_models["core"].pop(name.lower())
        apps.clear_cache()


def test_the_projects_own_declarations_are_complete() -> None:
    assert [*declarations_are_complete(), *every_model_has_an_owner()] == []


def test_a_mirror_without_an_entity_is_one_that_no_feed_fills() -> None:
    with declared("Orphan", Mirror) as errors:
        assert [error.id for error in errors] == ["core.E001"]
        assert "no feed fills" in errors[0].msg


def test_a_column_without_a_path_is_named() -> None:
    with declared("Half", Mirror, city=Text(), qbo=Entity("Half", {})) as errors:
        assert [(error.id, error.msg) for error in errors] == [
            ("core.E002", "core.Half.city has no JSON path.")
        ]


def test_a_path_without_a_column_is_named() -> None:
    with declared("Late", Mirror, qbo=Entity("Late", {"city": "Addr.City"})) as errors:
        assert [(error.id, error.msg) for error in errors] == [
            ("core.E003", "core.Late maps city, which is not a column.")
        ]


def test_two_mirrors_of_one_entity_are_an_error() -> None:
    with declared("SecondTerm", Mirror, qbo=Entity("Term", {})) as errors:
        assert [error.id for error in errors] == ["core.E004"]


def test_a_model_that_says_no_owner_is_an_error() -> None:
    with declared("Stray", models.Model) as errors:
        assert [error.id for error in errors] == ["core.E005"]
    with declared("Kept", models.Model, ownership=Ownership.OWNED) as errors:
        assert errors == []
