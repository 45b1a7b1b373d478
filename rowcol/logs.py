"""Logs: one line an event on standard error, with anything that looks like a credential struck out."""

import logging
import re
from typing import Any

SECRET = re.compile(
    r"""(Bearer\s+|Basic\s+|["']?(?:access_token|refresh_token|client_secret|code|password)["']?\s*[=:]\s*["']?)"""
    r"""[A-Za-z0-9._~+/=-]{6,}""",
    re.IGNORECASE,
)
REFRESH_TOKEN = re.compile(r"\b(?:RT1-|AB1)[A-Za-z0-9-]{6,}")
OURS = ("core", "bank", "ar", "ap", "sync", "runway", "rowcol", "celery")


def struck(text: str) -> str:
    """The text without tokens, passwords and authorization codes."""
    return REFRESH_TOKEN.sub("[secret]", SECRET.sub(r"\1[secret]", text))


class StrikingFormatter(logging.Formatter):
    """Formats a record and strikes secrets out of the whole line, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return struck(super().format(record))


def to_stderr(level: str) -> dict[str, Any]:
    """A logging configuration: our own loggers from `level` on, other people's from WARNING on."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": StrikingFormatter,
                "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {name: {"level": level} for name in OURS},
    }
