"""The status that is shown of a client: its standing's, as far as the age of its books lets it be said."""

from runway import words
from runway.calculators.status import Light
from runway.models import Standing
from runway.services.digest_page import Age, AsOf


def shown_light(standing: Standing | None, age: AsOf) -> tuple[Light, str]:
    """Colour and reason: amber where the books are too old to say more, or nobody can know; red stays red.

    Of books never read: unknown.
    """
    if standing is None or age.at is None:
        return Light.UNKNOWN, _why_unknown(standing, age)
    return shown(Light(standing.status), standing.reason, age)


def shown(light: Light, reason: str, age: AsOf) -> tuple[Light, str]:
    """A computed status and its reason, as far as books of this age let it be said; dated where they are old."""
    holds = age.known_on is None and (light is not Light.GREEN or age.level is Age.FRESH)
    if light in (Light.RED, Light.UNKNOWN) or holds:
        return light, _dated(light, reason.rstrip("."), age)
    return Light.AMBER, _too_old(age)


def _dated(light: Light, reason: str, age: AsOf) -> str:
    if light is Light.UNKNOWN or age.known_on is None:
        return reason
    return f"{reason}, by the books of {words.short_day(age.known_on)}"


def _why_unknown(standing: Standing | None, age: AsOf) -> str:
    if standing is None:
        return "Not computed yet" if age.connected else "No books yet: QuickBooks is not connected"
    return (
        standing.reason.rstrip(".") if standing.status == Light.UNKNOWN else "The books are being read afresh"
    )


def _too_old(age: AsOf) -> str:
    if not age.connected:
        return "Not connected, so data may be old"
    if age.level is Age.STALE:
        return "Data too old to say"
    return f"Data {words.age(age.age)} old, late"
