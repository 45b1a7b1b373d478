"""Flow: owned. The second step of signing in: a code of the person's own device, or one of ten recovery codes."""

from base64 import b32encode
from dataclasses import dataclass
from functools import cached_property

import segno
from django.db import transaction
from django_otp import devices_for_user, match_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from core import audit
from core.models import User

RECOVERY_CODES = 10


class CodeRefused(Exception):
    """The code does not fit, was used before, or came too soon after a wrong one; the message is for the person."""


@dataclass(frozen=True)
class Enrolment:
    """What a device needs once: a picture to scan, the same as letters to type."""

    picture: str
    secret: str


class SecondStepService:
    """One person's second step; without one, the password alone opens the account."""

    def __init__(self, user: User) -> None:
        self._user = user

    @cached_property
    def is_on(self) -> bool:
        return TOTPDevice.objects.devices_for_user(self._user, confirmed=True).exists()

    def codes_left(self) -> int:
        """Recovery codes that were not used yet."""
        return StaticToken.objects.filter(device__user=self._user).count()

    def enrolment(self) -> Enrolment:
        """For a device that is not confirmed yet; the same each time, so that a page may be loaded again."""
        waiting = TOTPDevice.objects.filter(user=self._user, confirmed=False).order_by("pk").first()
        device = waiting or TOTPDevice.objects.create(user=self._user, confirmed=False, name=self._user.email)
        picture = segno.make(device.config_url, error="m").svg_inline(scale=4, dark="#000", light="#fff")
        return Enrolment(picture, b32encode(device.bin_key).decode())

    @transaction.atomic
    def confirm(self, code: str) -> list[str]:
        """Turn it on with the first code of the device; returns recovery codes, which are shown this once.

        Raises CodeRefused.
        """
        waiting = TOTPDevice.objects.select_for_update().filter(user=self._user, confirmed=False)
        device = waiting.order_by("pk").first()
        if device is None or self.is_on or not device.verify_token(_digits(code)):
            raise CodeRefused(
                "This is not the present code of the device. Wait for the next one and type it."
            )
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        audit.record(self._user.email, "second step turned on")
        return self._recovery_codes()

    def accepts(self, code: str) -> bool:
        """Whether this is a code of the device or a recovery code; either is good once. Wrong ones cost time."""
        device = match_token(self._user, _digits(code))
        if isinstance(device, StaticDevice):
            audit.record(self._user.email, "recovery code used", left=self.codes_left())
        return device is not None

    def end(self, code: str) -> None:
        """Turn it off. Raises CodeRefused."""
        if not self.accepts(code):
            raise CodeRefused(
                "The code was refused. Wait for the next one and type it, or use a recovery code."
            )
        forget(self._user, by=self._user.email)

    def _recovery_codes(self) -> list[str]:
        StaticDevice.objects.filter(user=self._user).delete()
        device = StaticDevice.objects.create(user=self._user, name="recovery codes")
        codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
        StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
        return codes


def forget(user: User, by: str) -> None:
    """All devices and recovery codes of a person, for somebody who lost them."""
    for device in list(devices_for_user(user, confirmed=None)):
        device.delete()
    audit.record(by, "second step turned off", subject=user.email)


def _digits(code: str) -> str:
    """As it is meant: people type the gap that their device shows."""
    return "".join(code.split()).lower()[:20]
