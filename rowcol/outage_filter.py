"""What celery and kombu log of an outage, as the one line that says what is down and what to do about it."""

import logging
from collections.abc import Iterator

from rowcol import outage

LOST = (
    "consumer: Connection to broker lost",
    "Couldn't ack",
    "Couldn't reject",
    "Couldn't requeue",
    "Error on ",
)


class OutagesInOneLine(logging.Filter):
    """Where the trouble is a database or broker that is down, where it was raised is not worth a page."""

    def filter(self, record: logging.LogRecord) -> bool:
        raised = record.exc_info[1] if record.exc_info else None
        said = _sentence(raised, str(record.msg)) if raised else None
        if said is not None:
            record.msg, record.args, record.exc_info, record.exc_text = said, (), None, None
        return True


def _sentence(raised: BaseException, message: str) -> str | None:
    known = next(filter(None, map(outage.sentence, _chain(raised))), None)
    return outage.broker_is_down(raised) if known is None and message.startswith(LOST) else known


def _chain(raised: BaseException) -> Iterator[BaseException]:
    """The error and what it came of."""
    current: BaseException | None = raised
    while current is not None:
        yield current
        current = current.__cause__ or current.__context__
