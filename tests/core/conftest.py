from tests.bookkeeping import books

__all__ = ["books"]
