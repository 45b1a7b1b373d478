"""20,000 spoiled payloads, of the sandbox's books and of the samples that others recorded, through decode and merge."""

import json
import os
from collections import Counter
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from core.mirror import mirror_named, mirrors
from core.models import Business
from sandbox.generator import found
from sandbox.store import Store
from sync.envelope import open_page
from tests.sync.mutations import (
    HEALTHY,
    SPOILED,
    Page,
    Source,
    by_time_mirrors,
    pages,
    set_aside,
    survive,
)
from tests.sync.payloads import payload
from tests.sync.test_samples import SAMPLES

pytestmark = [pytest.mark.prove, pytest.mark.django_db]

COUNT = int(os.environ.get("FUZZ_COUNT", "20000"))
SEED = int(os.environ.get("FUZZ_SEED", "20261120"))
UNTIL = datetime(2026, 11, 20, 12, tzinfo=UTC)
OF_EACH = 40
# Pages differ by their seed and are forgotten: a page that fails is made smaller and shown.
IN_EARNEST = settings(
    database=None,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


def of_the_sandbox(folder: Path) -> list[Source]:
    """Objects of a consulting company with foreign currencies, as the sandbox serves them."""
    ledger = Store(folder / "books.sqlite")
    found(ledger, "consulting", seed=7, until=UNTIL, days=200)
    try:
        return [
            Source(model, things)
            for model in by_time_mirrors()
            if (things := _served(ledger, model.qbo.name))
        ]
    finally:
        ledger.release()


def _served(ledger: Store, entity: str) -> list[dict[str, Any]]:
    rows = ledger.rows("SELECT body FROM object WHERE entity = ? AND deleted = 0 LIMIT ?", entity, OF_EACH)
    return [json.loads(body) for (body,) in rows]


def of_the_samples() -> list[Source]:
    """Objects of recorded query answers; none where the samples are not there."""
    sources = []
    for path in sorted(SAMPLES.glob("*__query__*.json")):
        said = json.loads(path.read_bytes()).get("QueryResponse", {})
        for name, things in said.items():
            model = mirror_named(name)
            if model in by_time_mirrors() and isinstance(things, list) and _is_whole(path, model):
                sources.append(Source(model, things))
    return sources


def _is_whole(path: Path, model: Any) -> bool:
    return all(
        b"LastUpdatedTime" in raw and b"SyncToken" in raw
        for raw in open_page(path.read_bytes(), model).objects
    )


def test_no_spoiled_payload_stops_a_page(acme: Business, tmp_path: Path) -> None:
    written = [
        Source(model, [payload(model, version=version) for version in (0, 1)]) for model in by_time_mirrors()
    ]
    sources = [*of_the_sandbox(tmp_path), *of_the_samples(), *written]
    assert {source.model for source in sources} == set(by_time_mirrors())
    counts = Counter[str]()

    @seed(SEED)
    @settings(IN_EARNEST, max_examples=ceil(COUNT / SPOILED))
    @given(pages(sources))
    def each_page(page: Page) -> None:
        tally = survive(acme, page)
        counts.update(pages=1, read=tally.read, quarantined=tally.quarantined, deleted=tally.deleted)

    each_page()
    merged = sum(model.objects.filter(business=acme).count() for model in mirrors())
    assert counts["read"] - HEALTHY * counts["pages"] >= COUNT
    assert merged + counts["quarantined"] == counts["read"], "each is merged or set aside"
    assert 0 < set_aside(acme) <= counts["quarantined"]
    print(f"{dict(counts)}: {merged:,} merged")
