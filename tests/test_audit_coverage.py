"""Every item of the audit of the first code base has a row that says where it lives and what proves it.

The audit is read where it lies beside the checkout; where it is missing the tests say so and are skipped.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

AUDIT = Path(__file__).resolve().parents[2] / "shared" / "mission" / "audit.md"
COVERAGE = settings.ROOT / "docs" / "audit-coverage.md"
present = pytest.mark.skipif(not AUDIT.is_file(), reason=f"no audit at {AUDIT}")

FINDING = re.compile(r"#### \**(?:\d+\. )?(?P<said>[^(*]+)")
LACKING = re.compile(r" *- \*\*(?:Missing|Unclear|Action)\*\*: (?P<said>.+)")
MEASURE = re.compile(r"- \*\*(?P<said>[\w ]+\*\*: .+)")
STEP = re.compile(r"\d+\. \*\*(?P<said>[^*]+)\*\*")
TASK = re.compile(r" {3}- (?P<said>.+)")
EVERYWHERE = (FINDING, LACKING)
IN_SECTION = {
    "Implementation Plan": (STEP, TASK),
    "Success Metrics": (MEASURE,),
    "Risk Assessment": (MEASURE,),
    "Next Steps": (STEP,),
}


def items(audit: str) -> Iterator[str]:
    """What the audit found, misses, recommends, plans, measures and fears, each in its own words."""
    section = ""
    for line in audit.splitlines():
        if line.startswith("## "):
            section = line.strip("#* ")
        for shape in (*EVERYWHERE, *IN_SECTION.get(section, ())):
            if found := shape.match(line):
                yield found["said"].replace("*", "").strip()


def rows(coverage: str) -> Iterator[list[str]]:
    """The cells of every row of every table, headings left out."""
    tables = re.findall(r"^\|.*\n\|[-|]+\|\n((?:\|.*\n?)+)", coverage, re.MULTILINE)
    for line in "".join(tables).splitlines():
        yield [cell.strip() for cell in line.strip("|").split("|")]


def left_out(audit: str, coverage: str) -> list[str]:
    """Items of the audit that fewer rows name than the audit does."""
    said = [" ".join(cells) for cells in rows(coverage)]
    wanted = Counter(items(audit))
    return [item for item, times in wanted.items() if sum(item in row for row in said) < times]


@present
def test_every_item_has_its_row() -> None:
    audit = AUDIT.read_text()
    assert len(list(items(audit))) > 90
    assert left_out(audit, COVERAGE.read_text()) == []


@present
def test_an_item_without_a_row_would_be_noticed() -> None:
    audit, coverage = AUDIT.read_text(), COVERAGE.read_text()
    for lost in ("Calculators", "Implement sync coordination", "Error Rate: <1% sync failures"):
        assert left_out(audit, coverage.replace(lost, "")) == [lost]


def test_every_row_names_what_proves_it() -> None:
    unproved = [
        cells[0] for cells in rows(COVERAGE.read_text()) if not any("`" in each for each in cells[2:])
    ]
    assert unproved == []


def test_every_metric_has_a_figure() -> None:
    _, _, metrics = COVERAGE.read_text().partition("## Metrics")
    measured = list(rows(metrics.partition("## Risks")[0]))
    assert len(measured) == 8
    assert [cells[0] for cells in measured if not re.search(r"\d", cells[3])] == []
