"""Logs on standard error, a line an event, as words or as JSON; whatever looks like a credential is struck out."""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from core.telling import told

SECRET = re.compile(
    r"""(Bearer\s+|Basic\s+|["']?(?:access_token|refresh_token|client_secret|code|password)["']?\s*[=:]\s*["']?)"""
    r"""[A-Za-z0-9._~+/=-]{6,}""",
    re.IGNORECASE,
)
REFRESH_TOKEN = re.compile(r"\b(?:RT1-|AB1)[A-Za-z0-9-]{6,}")
# The database's second thoughts about an error show the row that it refused, or the line that it could not read.
ROW = re.compile(r"^((?:DETAIL|CONTEXT|LINE \d+):).*$", re.MULTILINE)
OURS = ("core", "bank", "ar", "ap", "sync", "runway", "rowcol", "celery")
FORMATS = ("line", "json")


def struck(text: str) -> str:
    """The text without tokens, passwords, authorization codes, and rows that the database quotes."""
    return ROW.sub(r"\1 [values]", REFRESH_TOKEN.sub("[secret]", SECRET.sub(r"\1[secret]", text)))


class StrikingFormatter(logging.Formatter):
    """The record and its fields as one line; secrets are struck out of the whole, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return struck(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:
        fields = "".join(f" {name}={value}" for name, value in told(record).items())
        return super().formatMessage(record) + fields


class RefusalsInOneLine(logging.Filter):
    """That somebody may not do something is ordinary: who may is worth a line, where it was raised is not."""

    def filter(self, record: logging.LogRecord) -> bool:
        refused = record.exc_info[1] if record.exc_info else None
        if isinstance(refused, PermissionDenied):
            record.msg, record.exc_info, record.exc_text = f"{record.msg}: {refused}", None, None
        return True


class JsonFormatter(logging.Formatter):
    """The record as one JSON object: `at`, `level`, `logger`, `message`, its fields, `traceback` where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **told(record),
        }
        if record.exc_info:
            said["traceback"] = self.formatException(record.exc_info)
        return json.dumps({name: _struck(value) for name, value in said.items()}, default=str)


def _struck(value: Any) -> Any:
    """Struck before it is written as JSON, whose escapes would hide a secret's quotes."""
    return struck(value) if isinstance(value, str) else value


def to_stderr(level: str, form: str = "line") -> dict[str, Any]:
    """A logging configuration: our own loggers from `level` on, other people's from WARNING on."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": StrikingFormatter,
                "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            },
            "json": {"()": JsonFormatter},
        },
        "filters": {
            "refusals": {"()": RefusalsInOneLine},
            "outages": {"()": "rowcol.outage_filter.OutagesInOneLine"},  # by name: it reads the settings
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": form,
                "filters": ["refusals", "outages"],
            }
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {name: {"level": level} for name in OURS},
    }
