"""Reading the answer to a count (API_FACTS 2.1)."""

import msgspec

from sync.errors import Unreadable


class _Response(msgspec.Struct):
    totalCount: int


class _Envelope(msgspec.Struct):
    QueryResponse: _Response


_decoder = msgspec.json.Decoder(_Envelope)


def total(body: bytes) -> int:
    """The number in a count's answer; Unreadable when there is none."""
    try:
        return _decoder.decode(body).QueryResponse.totalCount
    except msgspec.DecodeError as error:
        raise Unreadable("the answer to a count holds no number") from error
