"""`python -m bench [NAME ...]`: runs the named benchmarks, or all; figures go to the screen and var/bench.json."""

import importlib
import os
import pkgutil
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import django

import bench
from bench import table
from rowcol.embedded import EmbeddedPostgres


def main(wanted: list[str]) -> int:
    """Exit status: 0, or 2 with the valid names where one is unknown."""
    known = benchmarks()
    unknown = [name for name in wanted if name not in known]
    if unknown:
        print(
            f"No benchmark named {', '.join(unknown)}. There are: {', '.join(known) or 'none'}.",
            file=sys.stderr,
        )
        return 2
    prepare()
    for name in wanted or known:
        figures: Mapping[str, Any] = load(name).run()
        table.show(name, figures)
        table.keep(name, figures)
    print(f"\nKept in {table.FIGURES}")
    return 0


def benchmarks() -> list[str]:
    """The modules of this package that define `run`."""
    folder = Path(bench.__path__[0])
    found = (module.name for module in pkgutil.iter_modules(bench.__path__))
    return sorted(name for name in found if "\ndef run(" in (folder / f"{name}.py").read_text())


def load(name: str) -> ModuleType:
    return importlib.import_module(f"bench.{name}")


def prepare() -> None:
    """Django and a database, which most benchmarks use."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rowcol.settings")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    django.setup()
    if not os.environ.get("DATABASE_URL"):
        EmbeddedPostgres(table.VAR).start()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
