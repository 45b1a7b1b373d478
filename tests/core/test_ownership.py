"""Who owns each table, and the document that says so."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from core.management.commands.ownership import document, rows
from core.mirror import line_mirrors, mirrors
from core.ownership import Ownership, our_models


def test_the_document_is_what_the_models_say() -> None:
    kept = (Path(settings.ROOT) / "docs" / "data-ownership.md").read_text(encoding="utf-8")
    assert kept == document(), "out of date: run manage.py ownership --write"


def test_every_model_of_the_project_is_in_the_table_once() -> None:
    labels = [label for label, *_ in rows()]
    assert len(labels) == len(set(labels))
    assert {model._meta.label for model in our_models()} < set(labels)


def test_in_every_mirror_quickbooks_wins_and_a_feed_fills_it() -> None:
    table = {label: (pattern, filled_by, rule) for label, pattern, filled_by, rule in rows()}
    for model in [*mirrors(), *line_mirrors()]:
        pattern, filled_by, rule = table[model._meta.label]
        assert pattern in ("mirrored", "hybrid")
        assert filled_by != "RowCol"
        assert rule.startswith("QBO wins")


def test_what_people_decide_is_ours() -> None:
    table = {label: pattern for label, pattern, *_ in rows()}
    assert table["core.Membership"] == Ownership.OWNED.pattern
    assert table["core.AuditEntry"] == Ownership.LOG.pattern


def test_live_data_is_named_though_it_has_no_table(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("ownership")
    assert "never stored as truth" in capsys.readouterr().out
