"""What row-level security would cost: pages with a policy on every table that has a business, and without, by turns.

docs/security.md says why it is not there all the same. The person's reach comes with the connection here; a real wall
would set it and take it back in two more statements a request.
"""

import os
import time
from collections import defaultdict
from statistics import median
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

from bench.pages import look, signed_in
from bench.town import Town, town
from rowcol.databases import EMBEDDED, SERVING

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "30"))
TABLES = """
SELECT table_name FROM information_schema.columns
WHERE table_schema = 'public' AND column_name = 'business_id' AND table_name NOT LIKE 'core\\_audit%'
ORDER BY table_name
"""
POLICY = "CREATE POLICY reach ON {} TO {} USING (business_id = ANY (current_setting('rowcol.businesses')::bigint[]))"
SWITCH = "ALTER TABLE {} {} ROW LEVEL SECURITY"


def run() -> dict[str, Any]:
    """Figures of var/bench.json under "row_security"."""
    with town() as place:
        slug = place.settle(5)[0].slug
        paths = {name: f"/b/{slug}/{tail}" for name, tail in (("digest", ""), ("tray", "tray/"))}
        paths |= {"console": f"/b/{slug}/console/", "board": "/"}
        with psycopg.connect(place.env["DATABASE_URL"], autocommit=True) as owner:
            tables = _walled(owner)
            with place.at_work("web", DATABASE_URL=_address(place)):
                took = _looked(place, owner, tables, paths)
    return {"tables": len(tables), "rounds": ROUNDS, **{name: _figures(*took[name]) for name in paths}}


def _walled(owner: psycopg.Connection) -> list[sql.Identifier]:
    """The tables, each with a policy that is not in force yet."""
    tables = [sql.Identifier(row[0]) for row in owner.execute(TABLES)]
    for table in tables:
        owner.execute(sql.SQL(POLICY).format(table, sql.Identifier(SERVING)))
    return tables


def _address(place: Town) -> str:
    """Of the database as web processes know it, with all the businesses there are as the reach."""
    businesses = ",".join(str(row[0]) for row in place.rows("SELECT id FROM core_business"))
    reach = urlencode({"options": f"-c rowcol.businesses={{{businesses}}}"}, quote_via=quote)
    served = place.env["DATABASE_URL"].replace(f"//{EMBEDDED['USER']}@", f"//{SERVING}@")
    return f"{served}&{reach}"


def _looked(
    place: Town, owner: psycopg.Connection, tables: list[sql.Identifier], paths: dict[str, str]
) -> dict[str, tuple[list[float], list[float]]]:
    """Seconds of each look without and with the policies; the first look after a change of tables is not counted."""
    browser, took = signed_in(place), defaultdict[str, tuple[list[float], list[float]]](lambda: ([], []))
    for number in range(2 * ROUNDS):
        is_on = number % 2
        for table in tables:
            owner.execute(sql.SQL(SWITCH).format(table, sql.SQL("ENABLE" if is_on else "DISABLE")))
        for name, path in paths.items():
            assert look(place, browser, path), path
            began = time.perf_counter()
            assert look(place, browser, path), path
            took[name][is_on].append(time.perf_counter() - began)
    return took


def _figures(without: list[float], walled: list[float]) -> dict[str, float]:
    ratios = [after / before for before, after in zip(without, walled, strict=True)]
    return {
        "p50_ms": round(median(without) * 1000, 1),
        "p50_ms_with_policies": round(median(walled) * 1000, 1),
        "ratio": round(median(ratios), 3),
    }
