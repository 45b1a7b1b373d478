"""The guides can be followed: their commands run or are understood, and what they name exists.

In a block ```` ```sh run ```` each line is run; in a block ```` ```sh ```` each command must take its arguments.
"""

import ast
import re
import shutil
import sys
from collections.abc import Iterator
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command, get_commands, load_command_class
from django.db import connection

DOCS = sorted((settings.ROOT / "docs").glob("*.md"))
BLOCK = re.compile(r"^ *```sh( run)?\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
FENCED = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
ROOMS = (
    "ap",
    "ar",
    "bank",
    "bench",
    "core",
    "docs",
    "rowcol",
    "runway",
    "sandbox",
    "static",
    "sync",
    "templates",
    "tests",
)
PLACE = re.compile(rf"^(?:{'|'.join(ROOMS)})/[\w./-]*$")
# Programs of the system that an operator has and this machine need not.
OUTSIDE = {"pg_dump", "pg_restore", "psql"}


def blocks() -> Iterator[tuple[str, str, bool]]:
    """Guide, command, whether it is to be run."""
    for path in DOCS:
        for run, body in BLOCK.findall(path.read_text()):
            yield from ((path.name, line.strip(), bool(run)) for line in body.splitlines() if line.strip())


def spans() -> Iterator[tuple[str, str]]:
    """Guide and what it sets in type, outside of blocks."""
    for path in DOCS:
        yield from ((path.name, said) for said in SPAN.findall(FENCED.sub("", path.read_text())))


RUN = sorted({line for _, line, run in blocks() if run})
NAMED = sorted(
    {line for _, line, _ in blocks()}
    | {said for _, said in spans() if said.startswith(("manage.py ", "make "))}
)


@cache
def targets() -> set[str]:
    return set(re.findall(r"^([\w-]+):", (settings.ROOT / "Makefile").read_text(), re.MULTILINE))


def understood(line: str) -> bool:
    """Whether the command exists and takes these arguments, those in brackets too."""
    program, *arguments = re.sub(r"[][]", "", line).split()
    if program == "manage.py":
        name, *rest = arguments
        if name not in get_commands():
            return False
        app = get_commands()[name]
        command = load_command_class(app, name) if isinstance(app, str) else app
        if rest:  # a command that is only named must only exist
            command.create_parser("manage.py", name).parse_args(rest)
        return True
    if program == "make":
        return all(word in targets() or "=" in word for word in arguments)
    return program in OUTSIDE or shutil.which(program, path=str(Path(sys.executable).parent)) is not None


@pytest.mark.parametrize("line", NAMED)
def test_a_command_takes_its_arguments(line: str) -> None:
    assert understood(line)


@pytest.mark.django_db
@pytest.mark.parametrize("line", RUN)
def test_a_command_runs(line: str) -> None:
    program, *arguments = line.split()
    assert program == "manage.py"
    call_command(*arguments, stdout=StringIO())
    connection.ensure_connection()


def test_an_argument_that_is_none_would_be_noticed() -> None:
    assert not understood("manage.py brew")
    assert not understood("make coffee")
    with pytest.raises(Exception, match="unrecognized arguments"):
        understood("manage.py sync_status --loudly")


def functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def exists(said: str) -> bool:
    """Whether a path, with a test's name after `::` where there is one, is there."""
    name, _, test = said.partition("::")
    path = settings.ROOT / name
    return path.exists() and (not test or test in functions(path))


def test_every_place_that_is_named_exists() -> None:
    places = {(guide, said) for guide, said in spans() if PLACE.match(said.partition("::")[0])}
    assert len(places) > 100
    assert sorted(each for each in places if not exists(each[1])) == []


def test_a_place_that_is_none_would_be_noticed() -> None:
    assert exists("core/access.py")
    assert exists("tests/test_guides.py::test_a_command_runs")
    assert not exists("core/nowhere.py")
    assert not exists("tests/test_guides.py::test_nothing")
