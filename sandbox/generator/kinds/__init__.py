"""The kinds of company by the name under which they are founded."""

from sandbox.generator.kind import Kind
from sandbox.generator.kinds.agency import AGENCY
from sandbox.generator.kinds.construction import CONSTRUCTION
from sandbox.generator.kinds.consulting import CONSULTING
from sandbox.generator.kinds.ecommerce import ECOMMERCE
from sandbox.generator.kinds.professional import PROFESSIONAL

KINDS: dict[str, Kind] = {
    "agency": AGENCY,
    "construction": CONSTRUCTION,
    "professional": PROFESSIONAL,
    "ecommerce": ECOMMERCE,
    "consulting": CONSULTING,
}
