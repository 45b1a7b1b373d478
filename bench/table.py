"""Prints figures as a table and keeps them in var/bench.json beside those of other benchmarks."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

VAR = Path(os.environ.get("ROWCOL_VAR") or Path(__file__).resolve().parent.parent / "var")
FIGURES = VAR / "bench.json"


def show(name: str, figures: Mapping[str, Any]) -> None:
    """One line a figure; nested figures carry their path."""
    rows = list(flat(figures))
    width = max((len(key) for key, _ in rows), default=0)
    print(f"\n{name}")
    for key, value in rows:
        print(f"  {key:<{width}}  {number(value):>14}")


def flat(figures: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in figures.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def number(value: Any) -> str:
    """As people read it: thousands apart, three digits that matter."""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def keep(name: str, figures: Mapping[str, Any], path: Path = FIGURES) -> None:
    """Merge one benchmark's figures into the file; those of others stay."""
    path.parent.mkdir(parents=True, exist_ok=True)
    known = json.loads(path.read_text()) if path.exists() else {}
    known[name] = {**known.get(name, {}), **figures}
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps(known, indent=2) + "\n")
    draft.replace(path)
