"""JSON as it travels: decimals in, decimals out, never a float and never an exponent (API_FACTS 1.7)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(decimal_format="number")
_decoder = msgspec.json.Decoder(float_hook=Decimal)
_EXPONENT = re.compile(rb"[:,\[]-?\d+(?:\.\d+)?E[+-]?\d")


def encode(value: Any) -> bytes:
    """Compact UTF-8 JSON; a Decimal becomes a plain JSON number with all its digits."""
    text = _encoder.encode(value)
    return _encoder.encode(_plain(value)) if _EXPONENT.search(text) else text


def decode(data: bytes | str) -> Any:
    """The value, fractional numbers as Decimal; msgspec.DecodeError (a ValueError) on malformed JSON."""
    return _decoder.decode(data)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return msgspec.Raw(format(value, "f").encode())
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
