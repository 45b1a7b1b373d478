"""Web, the workers and beat as children of the demo: started together, watched, stopped together."""

import contextlib
import signal
import socket
import time
from collections.abc import Iterator, Sequence

from django.conf import settings

from rowcol import processes
from rowcol.database_watch import DatabaseWatch
from rowcol.databases import SERVING
from rowcol.demo.children import Child
from rowcol.demo.progress import Progress

LOOK_SECONDS = 0.5
READY_SECONDS = 30
# Who looks at a demo changes something next door and wants to see it here, webhooks or not.
AROUND = {"SYNC_WATCHED_SECONDS": "20", "DATABASE_ROLE": SERVING}


def children() -> list[Child]:
    """The processes of the product, on this machine's addresses and folders."""
    bind = (
        f"[{settings.HOST}]:{settings.PORT}" if ":" in settings.HOST else f"{settings.HOST}:{settings.PORT}"
    )
    commands, logs = processes.commands(bind), settings.VAR / "log"
    commands["web"] = (*commands["web"], "--access-logfile", "-")
    return [Child(name, command, settings.ROOT, logs, AROUND) for name, command in commands.items()]


@contextlib.contextmanager
def running() -> Iterator[list[Child]]:
    """All of them, the web process answering; stopped in reverse order on the way out."""
    with contextlib.ExitStack() as stack:
        started = []
        for child in children():
            child.start()
            stack.callback(child.stop)
            started.append(child)
        started[0].wait_until(_web_answers, READY_SECONDS)
        yield started


def watch(family: Sequence[Child], progress: Progress) -> None:
    """Look after the children until Ctrl-C or SIGTERM; one that died is said and started again.

    That the database is gone is said too; nothing could start without it, so children wait until it is back.
    """
    database = DatabaseWatch(progress.say)
    while True:
        if not database.is_down():
            _revive(family, progress)
        time.sleep(LOOK_SECONDS)


def _revive(family: Sequence[Child], progress: Progress) -> None:
    for child in family:
        if not child.is_alive():
            child.revive()
            progress.say(f"The {child.name} had stopped and was started again; see {child.log}")


def interrupt_on_signals() -> None:
    """SIGTERM and a closed terminal end this process as Ctrl-C does: what it started is stopped."""

    def end(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)


def _web_answers() -> bool:
    try:
        socket.create_connection((settings.HOST, settings.PORT), timeout=1).close()
    except OSError:
        return False
    return True
