"""A worker's main process shows that it is alive, on a timer: long work in its threads does not silence it."""

from typing import Any

from celery import bootsteps
from django.db import connection

from core import clock
from sync import pulses
from sync.alerts import silence
from sync.models import PulseName
from sync.tasks import look_after_alerts

SERVES = {"pulls": PulseName.WORKER, "bells": PulseName.BELLS, "chores": PulseName.CHORES}
"""Whose life a worker shows, by the queues that it serves."""


class WorkerPulse(bootsteps.StartStopStep):
    """Started and stopped with the worker. The timer runs in its event loop: a loop that hangs shows no life."""

    requires = ("celery.worker.components:Timer",)

    def start(self, worker: Any) -> None:
        self._timer, self._began_at = worker.timer, clock.now()
        served = worker.app.amqp.queues.consume_from
        self._names = [name for queue, name in SERVES.items() if queue in served]
        self._show_life()

    def stop(self, worker: Any) -> None:
        self._next.cancel()

    def _show_life(self) -> None:
        """The connection is not kept: it is used for a moment every ten seconds."""
        try:
            for name in self._names:
                pulses.show(name)
            if silence.may_be_judged(self._began_at) and PulseName.BEAT in silence.silent(clock.now()):
                look_after_alerts.delay()  # which beat would ring for
        finally:
            connection.close()
            self._next = self._timer.call_after(pulses.until_next(), self._show_life)
