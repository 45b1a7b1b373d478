"""Ringing for a worker from where people wait: that the broker is down is no trouble of theirs."""

import logging

from celery import Task
from kombu.exceptions import OperationalError

log = logging.getLogger("sync.bells")


def ring(task: Task, *args: object) -> bool:
    """Have a worker do this task at once; whether the broker took it.

    Work that is a row is found by beat's next bells all the same; for other work the caller has to say that it waits.
    """
    try:
        task.delay(*args)
    except OperationalError as why:
        log.warning("the broker does not answer, so %s waits for the next bell: %s", task.name, why)
        return False
    return True
