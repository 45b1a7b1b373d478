"""Nobody works in the background: noticed by whoever is left, be it beat, the worker or the web process."""

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db import Error as DatabaseError

from core import clock
from sync import pulses
from sync.alerts import book, post
from sync.alerts.cause import AlertCause
from sync.models import AlertKind, PulseName

log = logging.getLogger(__name__)
WHAT = {
    PulseName.WORKER: "The worker shows no life, so nothing is read from QuickBooks",
    PulseName.BELLS: "The worker for bells shows no life, so nothing is begun and webhooks wait",
    PulseName.CHORES: "The worker for chores shows no life, so lines of the board, kept weeks and digest mails wait",
    PulseName.BEAT: "Beat shows no life, so nothing is started by itself",
    PulseName.TASKS: "The worker lives, but no task is done",
}


def causes(known: Mapping[PulseName, datetime], now: datetime) -> Iterator[AlertCause]:
    """One for each kind of process that is silent; the tasks of a silent worker need no word of their own."""
    silent = list(pulses.silences(known, now))
    stalled = None if silent else pulses.stalled(known, now)
    for each in [*silent, *([stalled] if stalled else [])]:
        yield AlertCause(AlertKind.SILENCE, f"{WHAT[each.name]}.", subject=each.name)


def look(now: datetime) -> list[AlertCause]:
    """Who is silent, the book of alerts brought in line with it. Three queries where all is well."""
    before = book.standing([AlertKind.SILENCE])
    found = list(causes(pulses.pulses(), now))
    book.settle(before, found, now)
    return found


def watch(now: datetime) -> set[str]:
    """Who is silent. People are told at once where it spoke before: who would tell them later may be silent."""
    found = silent(now)
    if found & {name.value for name in pulses.pulses()}:
        post.deliver(now)
    return found


def silent(now: datetime) -> set[str]:
    """Who is silent; nobody while the database is down, since nothing can be known then."""
    try:
        return {each.subject for each in look(now)}
    except DatabaseError as why:
        log.warning("whether all are alive cannot be known: %s", type(why).__name__)
        return set()


def may_be_judged(since: datetime) -> bool:
    """Whether others have had time to show life to one who watches since then: all may have begun at once."""
    return clock.now() - since > pulses.silent_after()
