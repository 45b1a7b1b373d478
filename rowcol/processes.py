"""The processes of a running RowCol and how each is started: the README, the demo, benches and proofs start the same.

Three kinds of worker. A pull may wait for minutes until QuickBooks lets it go on, so what comes round by the clock and
takes a moment has a queue and threads of its own. What computes and may wait is a third, which gives way to both.
"""

from collections.abc import Sequence

BELL_THREADS, CHORE_THREADS = 4, 2
QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat")


def commands(bind: str, *, web_processes: int = 2, log_level: str = "INFO") -> dict[str, Sequence[str]]:
    """By name, in the order in which they are started; each the arguments of `python -m`."""
    web = ("gunicorn", "rowcol.wsgi", "--bind", bind, "--workers", str(web_processes), "--threads", "4")
    celery, level = ("celery", "-A", "rowcol"), ("--loglevel", log_level)
    worker = (*celery, "worker", *QUIET, *level)
    return {
        "web": (*web, "--graceful-timeout", "5", "--no-control-socket"),
        "worker": (*worker, "--queues", "pulls", "--hostname", "pulls@%h"),
        "bells": (*worker, "--queues", "bells", "--hostname", "bells@%h", "--concurrency", str(BELL_THREADS)),
        "chores": (
            *worker,
            "--queues",
            "chores",
            "--hostname",
            "chores@%h",
            "--concurrency",
            str(CHORE_THREADS),
        ),
        "beat": (*celery, "beat", *level, "--pidfile="),
    }
