"""Whether a webhook is from Intuit: its signature over the raw bytes (API_FACTS 7.2)."""

import base64
import hashlib
import hmac
from collections.abc import Iterable


def sign(body: bytes, verifier: str) -> str:
    """What `intuit-signature` holds: base64 of HMAC-SHA256 with the verifier token as the key."""
    return base64.b64encode(hmac.new(verifier.encode(), body, hashlib.sha256).digest()).decode()


def is_signed(body: bytes, signature: str, verifiers: Iterable[str]) -> bool:
    """Whether any of the verifiers made this signature, compared in constant time; two are in use during a rotation."""
    given = signature.encode(errors="replace")
    matches = [hmac.compare_digest(sign(body, verifier).encode(), given) for verifier in verifiers]
    return any(matches)
