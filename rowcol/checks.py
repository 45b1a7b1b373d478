"""System checks of the configuration: what production lacks is said before anything starts."""

from collections.abc import Iterator
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from rowcol.environment import text


@register()
def configuration_is_fit(**_kwargs: Any) -> list[CheckMessage]:
    """rowcol.E001 to E006, W001. Production and Intuit's own sandbox refuse what is good enough on one machine."""
    found: list[CheckMessage] = list(_unreadable_keys())
    if settings.QBO_ENVIRONMENT != "sandbox-local":
        found += _missing_secrets(("QBO_CLIENT_ID", "QBO_CLIENT_SECRET"))
    if settings.PRODUCTION:
        found += _missing_secrets(("SECRET_KEY", "TOKEN_ENCRYPTION_KEYS", "QBO_WEBHOOK_VERIFIER"))
        found += _unfit_for_production()
        found += _nobody_named()
    return found


def _nobody_named() -> Iterator[CheckMessage]:
    if not settings.ALERT_EMAILS:
        yield Warning(
            "ALERT_EMAILS names nobody, so staff of the admin are told of alerts.",
            hint="Set ALERT_EMAILS to the addresses of those who operate RowCol.",
            id="rowcol.W001",
        )


def _missing_secrets(names: tuple[str, ...]) -> Iterator[CheckMessage]:
    for name in names:
        given = getattr(settings, name)
        given = given if isinstance(given, list) else [given]
        if settings.LOCAL_SECRETS[name] in given or not given or not all(given):
            yield Error(
                f"{name} is missing, or still the public local default.",
                hint=f"Set {name} in the environment; QBO_ENVIRONMENT is {settings.QBO_ENVIRONMENT}.",
                id="rowcol.E001",
            )


def _unreadable_keys() -> Iterator[CheckMessage]:
    for position, key in enumerate(settings.TOKEN_ENCRYPTION_KEYS, start=1):
        try:
            Fernet(key)
        except ValueError:
            yield Error(
                f"Key {position} of TOKEN_ENCRYPTION_KEYS is not a Fernet key.",
                hint='Make one with: python -c "from cryptography.fernet import Fernet; '
                'print(Fernet.generate_key().decode())"',
                id="rowcol.E002",
            )


def _unfit_for_production() -> Iterator[CheckMessage]:
    faults = [
        ("rowcol.E003", text("ROWCOL_CLOCK_FILE"), "ROWCOL_CLOCK_FILE moves the clock.", "Unset it."),
        ("rowcol.E004", settings.DEBUG, "DEBUG shows the insides to visitors.", "Unset DEBUG."),
        (
            "rowcol.E005",
            not text("ALLOWED_HOSTS"),
            "ALLOWED_HOSTS is missing.",
            "Set it to the site's host names.",
        ),
        (
            "rowcol.E006",
            not settings.QBO_BASE_URL.startswith("https://"),
            "QBO_BASE_URL is not https.",
            "Unset it.",
        ),
    ]
    for identity, is_there, said, remedy in faults:
        if is_there:
            yield Error(said, hint=f"{remedy} QBO_ENVIRONMENT is production.", id=identity)
