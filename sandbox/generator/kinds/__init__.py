"""The kinds of company by the name under which they are founded."""

from sandbox.generator.kind import Kind
from sandbox.generator.kinds.agency import AGENCY

KINDS: dict[str, Kind] = {"agency": AGENCY}
