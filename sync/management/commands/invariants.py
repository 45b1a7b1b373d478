"""manage.py invariants: hold what must be true of whole books against the mirrors, and keep what was found."""

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.models import Business
from sync import quality
from sync.invariants.judging import RULES, Violations

ALL_TOGETHER = "all together"
SHOWN = 20


class Command(BaseCommand):
    """One line an invariant and business, a line a document below it; fails where one does not hold."""

    help = "Check what must be true of whole books, for every business or one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--business", metavar="SLUG", help="only this business")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")

    def handle(self, *_args: Any, **options: Any) -> None:
        now = clock.now()
        found = {business.slug: quality.look_over(business, now) for business in _chosen(options["business"])}
        if not options["business"]:
            found[ALL_TOGETHER] = quality.look_over_together(now)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(found)))
        else:
            self._print(found)
        broken = sorted(slug for slug, of_one in found.items() if any(of_one.values()))
        if broken:
            raise CommandError(f"Invariants do not hold: {', '.join(broken)}.")

    def _print(self, found: Mapping[str, Violations]) -> None:
        for slug, of_one in found.items():
            for name, violations in of_one.items():
                self.stdout.write(
                    f"{slug}: {name}: {f'{len(violations):,} violations' if violations else 'holds'}"
                )
                for each in violations[:SHOWN]:
                    self.stdout.write(f"  {each}")
                if len(violations) > SHOWN:
                    self.stdout.write(f"  and {len(violations) - SHOWN:,} more; --json names them all")


def _chosen(slug: str | None) -> list[Business]:
    if slug is None:
        return list(Business.objects.order_by("slug"))
    found = list(Business.objects.filter(slug=slug))
    if not found:
        raise CommandError(f"There is no business {slug!r}; `manage.py sync_status` names all.")
    return found


def _as_json(found: Mapping[str, Violations]) -> dict[str, Any]:
    together = found.get(ALL_TOGETHER, {})
    return {
        "holds": not any(any(of_one.values()) for of_one in found.values()),
        "businesses": [
            {"slug": slug, **_of_one(of_one)} for slug, of_one in found.items() if slug != ALL_TOGETHER
        ],
        "together": _of_one(together)["invariants"],
    }


def _of_one(of_one: Violations) -> dict[str, Any]:
    invariants = [
        {
            "name": name,
            "rule": RULES[name],
            "violations": [{"entity": v.entity, "qbo_id": v.qbo_id, "words": v.words} for v in violations],
        }
        for name, violations in of_one.items()
    ]
    return {"holds": not any(of_one.values()), "invariants": invariants}
