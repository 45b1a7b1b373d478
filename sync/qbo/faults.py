"""The closed table of what QBO's refusals mean: code first, then status, then kind (API_FACTS 6.5, 8.2)."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from core import clock
from sync.errors import (
    AccessTokenRejected,
    BadQuestion,
    NotFound,
    NotPermitted,
    ReconnectNeeded,
    Refused,
    SlowDown,
    StaleObject,
    SyncError,
    UnknownFault,
    Unreachable,
    Unreadable,
)
from sync.qbo.envelopes import Fault, describe, faults_of, unreadable
from sync.qbo.transport import Answer

PAUSE = timedelta(seconds=60)
LONGEST_PAUSE = timedelta(days=1)

BY_CODE: dict[str, type[SyncError]] = {
    "120": ReconnectNeeded,  # the person who connected lost the rights
    "500": BadQuestion,  # unsupported operation or path
    "610": NotFound,
    "620": Refused,  # the transaction cannot be linked
    "2010": BadQuestion,  # unknown property
    "2020": BadQuestion,  # a required one is missing
    "2030": BadQuestion,  # an id that is none
    "2050": Refused,  # too long
    "2080": BadQuestion,  # a number that is none
    "2170": BadQuestion,  # an enumeration value that is none
    "2500": Refused,  # a reference to a missing or inactive row
    "3001": SlowDown,
    "3100": ReconnectNeeded,  # another company or environment, or access taken away
    "3200": AccessTokenRejected,
    "4000": BadQuestion,  # the query does not parse
    "4001": BadQuestion,  # the query names what is not there
    "5010": StaleObject,
    "5020": NotPermitted,
    "6000": Refused,  # a business rule; the detail says which
    "6070": Refused,  # debits and credits differ
    "6140": Refused,  # duplicate document number
    "6190": NotPermitted,  # the subscription ended: reads may work, writes do not
    "6210": Refused,  # the books are closed up to a date
    "6240": Refused,  # duplicate name
    "6540": Refused,  # deposited already
    "10000": Unreachable,  # a failure inside QBO
}
BY_STATUS: dict[int, type[SyncError]] = {
    401: AccessTokenRejected,
    403: NotPermitted,
    404: BadQuestion,  # a wrong address: a missing object is 400 with code 610
    408: Unreachable,
    429: SlowDown,
}
BY_TYPE: dict[str, type[SyncError]] = {
    "AUTHENTICATION": AccessTokenRejected,
    "AUTHENTICATIONFAULT": AccessTokenRejected,
    "AUTHORIZATION": NotPermitted,
    "AUTHORIZATIONFAULT": NotPermitted,
    "AUTHORIZATONFAULT": NotPermitted,  # Intuit's own schema spells it so
    "VALIDATIONFAULT": Refused,
    "SYSTEMFAULT": Unreachable,
}


def error_in(answer: Answer) -> SyncError | None:
    """What went wrong according to the answer, ready to raise; None when it is a proper one."""
    faults = faults_of(answer.body)
    if faults:
        return _error(_meaning(answer, faults[0]), "; ".join(map(str, faults)), answer, faults[0].code)
    if 200 <= answer.status < 300:
        why = unreadable(answer.body)
        return _error(Unreadable, why, answer) if why else None
    return _error(_by_status(answer) or UnknownFault, describe(answer.body), answer)


def _meaning(answer: Answer, fault: Fault) -> type[SyncError]:
    """Code 500 with status 5xx is a failure of QBO, not our bad path; other codes go by status, then kind."""
    if answer.status >= 500 and fault.code == "500":
        return _by_status(answer) or Unreachable
    listed = BY_CODE.get(fault.code)
    return listed or _by_status(answer) or BY_TYPE.get(fault.type.upper()) or UnknownFault


def _by_status(answer: Answer) -> type[SyncError] | None:
    if answer.status == 503 and _asked_pause(answer):
        return SlowDown
    return Unreachable if answer.status >= 500 else BY_STATUS.get(answer.status)


def _error(kind: type[SyncError], detail: str, answer: Answer, code: str = "") -> SyncError:
    if kind is SlowDown:
        until = clock.now() + min(_asked_pause(answer) or PAUSE, LONGEST_PAUSE)
        error: SyncError = SlowDown(detail, until=until, code=code, intuit_tid=answer.intuit_tid)
    else:
        error = kind(detail, code=code, intuit_tid=answer.intuit_tid)
    error.status = answer.status
    return error


def _asked_pause(answer: Answer) -> timedelta | None:
    """`Retry-After` in seconds or as a date; None when QBO gave none, as it usually does (API_FACTS 5.1)."""
    said = answer.headers.get("Retry-After", "").strip()
    if said.isdigit():
        return timedelta(seconds=min(int(said[:9]), LONGEST_PAUSE.total_seconds()))
    try:
        at = parsedate_to_datetime(said) if said else None
    except ValueError:
        return None
    return max(_aware(at) - clock.now(), timedelta(seconds=1)) if at else None


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)
