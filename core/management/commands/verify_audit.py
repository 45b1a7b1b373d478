"""manage.py verify_audit: walk the chains of the audit trail and say where the first link of each is broken."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.models import Business
from core.trail import Chain, chains


class Command(BaseCommand):
    """One line a chain with its length and last hash, to be kept elsewhere; fails where one is broken."""

    help = "Check that the audit trail is as it was written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--business", metavar="SLUG", help="only its chain")
        parser.add_argument("--json", action="store_true", help="one JSON object on the last line")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = list(chains(_business(options["business"]) if options["business"] else None))
        names = dict(Business.objects.values_list("pk", "slug"))
        if options["json"]:
            told = [{"slug": names.get(each.business_id or 0), **asdict(each)} for each in found]
            self.stdout.write(json.dumps({"intact": not any(each.broken for each in found), "chains": told}))
        else:
            for each in found:
                self.stdout.write(_line(each, names))
        if count := sum(bool(each.broken) for each in found):
            raise CommandError(f"{count} of {len(found)} chains of the audit trail are broken.")


def _business(slug: str) -> Business:
    found = Business.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(f"There is no business {slug!r}.")
    return found


def _line(chain: Chain, names: dict[int, str]) -> str:
    of = "no business" if chain.business_id is None else names.get(chain.business_id, str(chain.business_id))
    if not chain.broken:
        return f"{of}: {chain.length} entries, intact, head {chain.head}"
    where = f" at entry {chain.position}" if chain.position else ""
    which = f" (id {chain.entry_id})" if chain.entry_id else ""
    return f"{of}: BROKEN{where}{which}: {chain.broken}"
