"""A worker that does chores only gives way to every other process of its machine."""

import os
from typing import Any

from celery import bootsteps

GIVES_WAY = 10  # steps of the kernel's scale of 20: about a tenth of a busy core, all of an idle one


class WorkerPriority(bootsteps.Step):
    """Taken once, as the worker starts. One that serves other queues too keeps the priority that it was given."""

    def create(self, worker: Any) -> None:
        if set(worker.app.amqp.queues.consume_from) == {"chores"}:
            os.nice(GIVES_WAY)
