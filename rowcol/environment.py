"""Reads the process environment: a text, a number, a switch. Settings come from nowhere else."""

import os
from collections.abc import Sequence
from pathlib import Path

YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


class BadSetting(SystemExit):
    """An environment variable cannot be used: ends the process that reads it, and says which and why."""


def text(name: str, default: str = "") -> str:
    """The variable, stripped; `default` where it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def number(name: str, default: int) -> int:
    """The variable as a whole number. Raises BadSetting for anything else."""
    given = text(name, str(default))
    try:
        return int(given)
    except ValueError:
        raise BadSetting(f"{name} is {given!r}; it must be a whole number.") from None


def numbers(name: str, default: str) -> list[int]:
    """The variable as whole numbers, separated by commas. Raises BadSetting for anything else."""
    given = words(name, default)
    try:
        return [int(word) for word in given]
    except ValueError:
        raise BadSetting(f"{name} is {','.join(given)!r}; it must be whole numbers with commas.") from None


def switch(name: str, default: bool) -> bool:
    """The variable as yes or no. Raises BadSetting for anything else."""
    given = text(name, "yes" if default else "no").lower()
    if given not in YES | NO:
        raise BadSetting(f"{name} is {given!r}; it must be yes or no.")
    return given in YES


def words(name: str, default: str = "") -> list[str]:
    """The variable as a list, separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def one_of(name: str, choices: Sequence[str]) -> str:
    """The variable, which must be one of these; the first where it is unset. Raises BadSetting for anything else."""
    given = text(name, choices[0])
    if given not in choices:
        raise BadSetting(f"{name} is {given!r}; it must be one of: {', '.join(choices)}.")
    return given


def folder(name: str, default: Path) -> Path:
    """The variable as an absolute folder, which need not exist."""
    return Path(text(name, str(default))).expanduser().resolve()
