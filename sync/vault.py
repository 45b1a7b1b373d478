"""Sealing tokens before they reach the database, with keys that can be exchanged while the house is open."""

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from sync.errors import CannotUnseal


def seal(text: str) -> str:
    """The text as only holders of a key can read it; sealed with the first of TOKEN_ENCRYPTION_KEYS."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed with any of TOKEN_ENCRYPTION_KEYS; CannotUnseal when none of them opens it."""
    try:
        return _keys().decrypt(sealed).decode()
    except InvalidToken as error:
        raise CannotUnseal from error


def reseal(sealed: str) -> str:
    """The same text under the first key, without it ever being written down in clear."""
    try:
        return _keys().rotate(sealed).decode()
    except InvalidToken as error:
        raise CannotUnseal from error


def _keys() -> MultiFernet:
    return _ring(tuple(settings.TOKEN_ENCRYPTION_KEYS))


@lru_cache(maxsize=4)
def _ring(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError as error:
        raise ImproperlyConfigured(
            "TOKEN_ENCRYPTION_KEYS must hold at least one key, 32 bytes in URL-safe base64, as made by "
            'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
        ) from error
