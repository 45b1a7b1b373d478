"""What can be set from the environment is what the README says can be set."""

import ast
import re
from collections.abc import Iterator

from django.conf import settings

READERS = {"text", "number", "numbers", "one_of", "switch", "words", "folder"}


def names_read() -> Iterator[str]:
    """The variables that the project's own files ask the environment for."""
    for path in (settings.ROOT / "rowcol").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in READERS:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield str(first.value)


def names_told() -> list[str]:
    """The first column of the README's table of variables."""
    _, _, section = (settings.ROOT / "README.md").read_text().partition("## Configuration")
    table, _, _ = section.partition("\n## ")
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return re.findall(r"`([A-Z_]+)`", " ".join(rows))


def test_the_readme_lists_every_variable_once_and_no_other() -> None:
    assert sorted(names_told()) == sorted(set(names_read()))
