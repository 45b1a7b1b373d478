"""The house stands as it is drawn: every import contract holds, and each of them can be broken."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey

from core.ownership import our_models

FLOORS = {"core": 0, "bank": 1, "ar": 1, "ap": 1, "sync": 2, "runway": 3}
ROOMS = [*FLOORS, "rowcol", "sandbox"]
LONGEST_FILE, LONGEST_FUNCTION = 400, 40

FLOW = re.compile(r'"""Flow: (live|mirrored|hybrid|owned)\. ')

# Contract -> a file and the import that must break it.
VIOLATIONS = {
    "Imports point down": ("core/clock.py", "import sync.errors"),
    "The three neighbours never import each other": ("ar/services.py", "import ap.models"),
    "Only the QBO client and the sandbox speak HTTP": ("sync/merge.py", "import requests"),
    "The QBO client serves the gate, the consent and the webhooks' door": (
        "sync/merge.py",
        "import sync.qbo.client",
    ),
    "Only orchestrators and the consent pass the gate": ("sync/feeds.py", "import sync.smart_sync"),
    "Of sync, the experiences know the orchestrators only": ("runway/views/digest.py", "import sync.models"),
    "The experiences never reach the mirrors themselves": ("runway/views/digest.py", "import bank.models"),
    "Calculators and the words of cash know no Django": ("core/cash.py", "import django.utils.timezone"),
    "Errors lie below everything else in sync": ("sync/errors.py", "import sync.models"),
    "The sandbox knows nothing of the product": ("sandbox/clock.py", "import core.clock"),
    "The product knows nothing of the sandbox": ("core/clock.py", "import sandbox.clock"),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source tree, to be spoilt."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(settings.ROOT / "pyproject.toml", folder)
    for room in ROOMS:
        shutil.copytree(settings.ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def lint(folder: Path) -> str:
    """What import-linter says of the tree; its cache would remember the tree before it was spoilt."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout + done.stderr


def broken(said: str) -> set[str]:
    return {line.partition(" BROKEN")[0] for line in said.splitlines() if " BROKEN" in line}


def test_every_contract_is_kept() -> None:
    said = lint(settings.ROOT)
    assert f"Contracts: {len(VIOLATIONS)} kept, 0 broken." in said, said


@contextmanager
def violated(copy: Path, *contracts: str) -> Iterator[Path]:
    """The tree with the imports that break these contracts."""
    spoilt = [VIOLATIONS[contract] for contract in contracts]
    before = {name: (copy / name).read_text() for name, _ in spoilt}
    for name, line in spoilt:
        with (copy / name).open("a") as file:
            file.write(f"\n{line}\n")
    try:
        yield copy
    finally:
        for name, text in before.items():
            (copy / name).write_text(text)


def test_every_contract_breaks_where_all_are_violated(copy: Path) -> None:
    with violated(copy, *VIOLATIONS) as spoilt:
        assert broken(lint(spoilt)) == set(VIOLATIONS)


@pytest.mark.prove
@pytest.mark.parametrize("contract", VIOLATIONS)
def test_a_contract_breaks_when_it_is_violated(copy: Path, contract: str) -> None:
    with violated(copy, contract) as spoilt:
        assert contract in broken(lint(spoilt))


def sources() -> Iterator[Path]:
    for room in [*ROOMS, "tests", "bench"]:
        yield from (path for path in (settings.ROOT / room).rglob("*.py") if "migrations" not in path.parts)


@cache
def nodes(path: Path) -> list[ast.AST]:
    """All of a file, parsed once."""
    return list(ast.walk(ast.parse(path.read_text())))


@cache
def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in nodes(path) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def place(path: Path, line: int) -> str:
    return f"{path.relative_to(settings.ROOT)}:{line}"


def test_no_import_hides_in_a_function() -> None:
    hidden = [
        place(path, node.lineno)
        for path in filter(has_indented_imports, sources())
        for node in functions(path)
        if node.name != "ready"
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def has_indented_imports(path: Path) -> bool:
    return any(isinstance(node, ast.Import | ast.ImportFrom) and node.col_offset for node in nodes(path))


def test_no_file_is_too_long() -> None:
    long = [str(path) for path in sources() if len(path.read_text().splitlines()) > LONGEST_FILE]
    assert long == []


def test_no_function_is_too_long() -> None:
    long = [
        place(path, node.lineno)
        for path in sources()
        for node in functions(path)
        if (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def asks_an_orchestrator(path: Path) -> bool:
    """Snapshots are values; whoever imports more than them takes part in a flow."""
    return any(
        not name.name.endswith("Snapshot")
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sync.orchestrators")
        for name in node.names
    )


# What lets a write out -> the only files that may use it, besides the one that defines it.
WAYS_OUT = {
    "WritePermit": {"sync/qbo/questions.py"},
    "permit": {"sync/smart_sync.py"},
    "permitted": {"sync/smart_sync.py"},
    "send": {"sync/qbo/client.py", "sync/qbo/oauth.py"},
}
DEFINED_IN = {
    "WritePermit": "sync/write_back.py",
    "permit": "sync/write_back.py",
    "permitted": "sync/qbo/questions.py",
    "send": "sync/qbo/transport.py",
}


def test_writes_leave_by_the_gate_alone() -> None:
    """Only it makes out permits, and only the client and the consent send anything over HTTP."""
    used = {name: users_of(name) - {DEFINED_IN[name]} for name in WAYS_OUT}
    assert used == WAYS_OUT


def test_only_the_transport_holds_a_session_to_post_with() -> None:
    holders = [
        str(path.relative_to(settings.ROOT))
        for path in (settings.ROOT / "sync").rglob("*.py")
        if re.search(
            r"^(import|from) (requests|urllib3|http\.client|urllib\.request)\b", path.read_text(), re.M
        )
    ]
    assert holders == ["sync/qbo/transport.py"]


def users_of(name: str) -> set[str]:
    """The product's files that import a name of `DEFINED_IN`'s module, or reach for it as an attribute."""
    home = DEFINED_IN[name].removesuffix(".py").replace("/", ".")
    return {
        str(path.relative_to(settings.ROOT))
        for path in sources()
        if path.relative_to(settings.ROOT).parts[0] in {*FLOORS, "rowcol"} and uses(path, home, name)
    }


def uses(path: Path, home: str, name: str) -> bool:
    imported = any(
        isinstance(node, ast.ImportFrom) and node.module == home and any(n.name == name for n in node.names)
        for node in nodes(path)
    )
    owner = home.rpartition(".")[2]
    reached = any(
        isinstance(node, ast.Attribute)
        and node.attr == name
        and (name == "permitted" or (isinstance(node.value, ast.Name) and node.value.id == owner))
        for node in nodes(path)
    )
    return imported or reached


def test_orchestrators_and_services_say_their_flow_first() -> None:
    services = (settings.ROOT / "runway" / "services").glob("*.py")
    orchestrators = (settings.ROOT / "sync" / "orchestrators").glob("[!_]*.py")
    silent = [
        place(path, 1)
        for path in [*orchestrators, *filter(asks_an_orchestrator, services)]
        if not FLOW.match(path.read_text())
    ]
    assert silent == []


def test_foreign_keys_point_down() -> None:
    up = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and isinstance(field.related_model, type)
        if FLOORS.get(field.related_model._meta.app_label, 0) > FLOORS[model._meta.app_label]
    ]
    assert up == []


def test_neighbours_have_no_foreign_keys_to_each_other() -> None:
    across = [
        f"{model._meta.label}.{field.name}"
        for label in ("bank", "ar", "ap")
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and isinstance(field.related_model, type)
        if field.related_model._meta.app_label not in (label, "core")
    ]
    assert across == []
