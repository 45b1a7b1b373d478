"""Where the database is: what DATABASE_URL names, else the embedded Postgres under the var folder."""

import hashlib
from pathlib import Path
from typing import Any

from psycopg import ProgrammingError, conninfo

from rowcol.environment import BadSetting

# A Unix socket's address has room for 107 bytes; "/.s.PGSQL.5432" and its lock file need 20 of them.
LONGEST_SOCKET_FOLDER = 87
EMBEDDED = {"NAME": "rowcol", "USER": "rowcol", "PORT": "5432"}
# The role of web, workers and beat: reads and writes rows, changes no table (rowcol/roles.py).
SERVING = "rowcol_serving"
NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def from_url(url: str) -> dict[str, Any]:
    """Django's settings for a postgresql:// address. Raises BadSetting for any other kind of address."""
    try:
        parts = conninfo.conninfo_to_dict(url)
    except ProgrammingError:
        parts = {}
    if not url.startswith(("postgres://", "postgresql://")) or not parts.get("dbname"):
        raise BadSetting("DATABASE_URL must look like postgresql://user:password@host:5432/database.")
    named = {ours: str(parts.pop(theirs)) for theirs, ours in NAMES.items() if theirs in parts}
    return postgres(named, {key: value for key, value in parts.items() if value is not None})


def embedded(var: Path, role: str) -> dict[str, Any]:
    """Django's settings for the embedded server of this var folder, running or not, as one of its two roles."""
    return postgres({**EMBEDDED, "USER": role, "HOST": str(socket_folder(var / "postgres"))}, {})


def postgres(named: dict[str, str], options: dict[str, Any]) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, "application_name": "rowcol", **options},
        **named,
    }


def socket_folder(data: Path) -> Path:
    """Where the embedded server listens: its data folder, or a short one in /tmp where that is too long."""
    name = str(data)
    if len(name.encode()) <= LONGEST_SOCKET_FOLDER and "," not in name and "'" not in name:
        return data
    return Path("/tmp") / f"rowcol-{hashlib.sha256(name.encode()).hexdigest()[:16]}"
