"""Work that may wait: one thing after the other, by one process of all, for a while; the next round goes on.

A message for each thing would crowd the queue that people wait for, and be rung again while it waits.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection

from core import clock
from core.models import Business
from core.telling import facts

log = logging.getLogger(__name__)
FOR_SECONDS = 10.0


def work_off(name: str, waiting: Iterable[Business], work: Callable[[Business], object]) -> None:
    """Do this work for each business that waits; nothing where another process is at it.

    One that fails is logged and holds up no other. An error of the database ends the round and is raised.
    """
    with _alone(name) as is_mine:
        until = clock.now() + clock.at_least(FOR_SECONDS, real=FOR_SECONDS)
        for business in waiting if is_mine else ():
            _do(name, work, business)
            if clock.now() > until:
                return


def _do(name: str, work: Callable[[Business], object], business: Business) -> None:
    try:
        work(business)
    except DatabaseError:
        raise
    except Exception:
        log.exception("%s failed", name, extra=facts(business=business.slug))


@contextmanager
def _alone(name: str) -> Iterator[bool]:
    """Whether this process is the one that does it; a process that dies lets go by that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [name])
        (is_mine,) = cursor.fetchone()
        try:
            yield is_mine
        finally:
            if is_mine:
                with suppress(DatabaseError):
                    cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])
