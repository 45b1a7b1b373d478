"""What a night asks QuickBooks in one call: how many objects it has, entities whole, balances, what changes leave out.

Each of it is small in most companies, and a call for each would be most of what quiet books cost (DESIGN 4).
"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.conf import settings

from core.mirror import Mirror
from sync import balances, counting, entities
from sync.batched import Batched, Gate
from sync.intake import Intake
from sync.paging import Place, question

ROOM = 900  # of the thousand objects that one answer may hold; what is new since needs some too
UNTIL_THE_NEXT = timedelta(days=1)


def rest(intake: Intake, now: datetime) -> list[type[Mirror]]:
    """What changes leave out and a week makes due before the next night comes."""
    return entities.due_whole(intake.states, now + UNTIL_THE_NEXT)


def asked(
    intake: Intake, gate: Gate, counted: Collection[type[Mirror]], whole: Collection[type[Mirror]]
) -> Batched:
    """The gate with these entities counted, and with first pages of `whole` and of the balances, as far as they fit.

    One call where there are no more than thirty questions. Raises `SyncError`.
    """
    found = Batched(gate)
    found.ask([*map(counting.question, counted), *_fitting(intake, whole)])
    return found


def _fitting(intake: Intake, whole: Collection[type[Mirror]]) -> Iterator[str]:
    """Questions that yield no more than an answer may hold, judged by the mirror's rows: the small ones."""
    pages = {question(model, Place(), settings.SYNC_PAGE_SIZE): model for model in whole}
    pages[balances.question()] = balances.Account
    room = ROOM
    for statement, model in sorted(pages.items(), key=lambda page: intake.states[page[1].qbo.name].rows):
        room -= intake.states[model.qbo.name].rows
        if room >= 0:
            yield statement
