"""The proofs of sync use Acme's connection to the sandbox, as the tests of sync do."""

from tests.sync.conftest import backstage, connection

__all__ = ["backstage", "connection"]
