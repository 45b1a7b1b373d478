"""Coalescing: who asks what somebody is already asking waits for that answer, in whatever process.

The first to ask leads: others find the question in the table, and wait for the answer to be laid there. It is shared
with those who asked before it came, and with nobody after. A leader that died, or took too long, or got no answer, is
replaced by one of those who wait. Only people's reads are shared, since pages meet by chance; the work that comes round
has one run of a kind at a time. Postgres serves all machines, so Redis has no part in it.
"""

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings

from core import clock
from sync import sql
from sync.deadline import Deadline
from sync.errors import OutOfTime
from sync.models import SharedRead
from sync.throttle import Wait

LOOK_AGAIN_SECONDS = 0.03
KEPT_SECONDS = 5.0  # time for those who wait to fetch the answer
LARGEST = 4 << 20  # a page of 1,000 objects has 2 MB

_READS = SharedRead._meta.db_table
_ALIVE = "EXISTS (SELECT FROM pg_stat_activity WHERE pid = shared.holder)"
_LEAD = f"""
    INSERT INTO {_READS} AS shared (business_id, question, leader, holder, followers, until)
    VALUES (%(business)s, %(question)s, %(me)s, pg_backend_pid(), 0, %(until)s)
    ON CONFLICT (business_id, question) DO UPDATE
    SET leader = excluded.leader, holder = excluded.holder, followers = 0, until = excluded.until, answer = NULL
    WHERE shared.answer IS NOT NULL OR shared.until <= %(now)s OR NOT {_ALIVE}
    RETURNING 1
"""
_FOLLOW = f"""
    UPDATE {_READS} SET followers = followers + 1
    WHERE business_id = %(business)s AND question = %(question)s AND answer IS NULL RETURNING leader
"""
_LOOK = f"""
    SELECT shared.answer, shared.until > %(now)s AND {_ALIVE} FROM {_READS} AS shared
    WHERE business_id = %(business)s AND question = %(question)s AND leader = %(leader)s
"""
_LEAVE = f"""
    DELETE FROM {_READS} WHERE business_id = %(business)s AND question = %(question)s AND leader = %(me)s
"""
_LEAVE_ALONE = _LEAVE + "AND followers = 0 RETURNING 1"
_LAY_DOWN = f"""
    UPDATE {_READS} SET answer = %(answer)s, until = %(until)s
    WHERE business_id = %(business)s AND question = %(question)s AND leader = %(me)s
"""


def shared(
    business_id: int, question: str, ask: Callable[[], bytes], wait: Wait, deadline: Deadline
) -> bytes:
    """The answer of `ask`, or of somebody who asks the same question at this moment; two statements where nobody does.

    Raises what `ask` raises, and OutOfTime when the deadline passes while another asks.
    """
    key = {"business": business_id, "question": question, "me": secrets.randbits(62)}
    while True:
        now = clock.now()
        if sql.one(_LEAD, {**key, "now": now, "until": now + _longest()}):
            return _lead(key, ask)
        leader = sql.one(_FOLLOW, key)
        answer = _follow({**key, "leader": leader[0]}, wait, deadline) if leader else None
        if answer is not None:
            return answer


def changed(business_id: int) -> None:
    """Something was written: what is being read may be older than that, and is given to nobody else."""
    SharedRead.objects.filter(business=business_id).delete()


def forget(now: Any) -> None:
    """Remove answers whose time is over."""
    SharedRead.objects.filter(until__lt=now).delete()


def _lead(key: dict[str, Any], ask: Callable[[], bytes]) -> bytes:
    try:
        answer = ask()
    except BaseException:
        sql.one(_LEAVE, key)
        raise
    if len(answer) > LARGEST:
        sql.one(_LEAVE, key)
    elif not sql.one(_LEAVE_ALONE, key):
        until = clock.now() + clock.at_least(KEPT_SECONDS, real=KEPT_SECONDS)
        sql.one(_LAY_DOWN, {**key, "answer": answer, "until": until})
    return answer


def _follow(key: dict[str, Any], wait: Wait, deadline: Deadline) -> bytes | None:
    """The leader's answer; None when it will not come from that one."""
    while True:
        found = sql.one(_LOOK, {**key, "now": clock.now()})
        if found is None:
            return None
        answer, hopeful = found
        if answer is not None:
            return bytes(answer)
        if not hopeful:
            return None
        if not deadline.allows(LOOK_AGAIN_SECONDS):
            raise OutOfTime("somebody else is asking the same")
        wait(LOOK_AGAIN_SECONDS)


def _longest() -> timedelta:
    """How long a leader may take with all its tries before others stop hoping."""
    limit = 3.0 * settings.QBO_TIMEOUT_SECONDS
    return clock.at_least(limit, real=limit)
