"""Reads a query by exactly the grammar of API_FACTS 2.1; anything else is fault 4000."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sandbox import faults
from sandbox.query.statement import Condition, Order, Select

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'(?:[^'\\]|\\.)*')
         |(?P<number>-?\d+(?:\.\d+)?(?![\w.]))
         |(?P<word>[A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)*)
         |(?P<sign><=|>=|=|<|>|\(|\)|,|\*))""",
    re.VERBOSE | re.DOTALL,
)
_OPERATORS = frozenset(("=", "<", ">", "<=", ">="))
_CLAUSES = frozenset(("FROM", "WHERE", "AND", "ORDERBY", "ORDER", "STARTPOSITION", "MAXRESULTS"))


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int

    @property
    def upper(self) -> str:
        return self.text.upper() if self.kind in ("word", "sign") else ""


def parse(text: str) -> Select:
    """The statement; fault 4000 on a syntax error, fault 4001 on a position or page size below 1."""
    return _Parser(text).select()


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._at = 0

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        self._at += 1
        return token

    def _accept(self, *words: str) -> bool:
        """Take the words when they all come next."""
        coming = [token.upper for token in self._tokens[self._at : self._at + len(words)]]
        if coming != list(words):
            return False
        self._at += len(words)
        return True

    def _expect(self, word: str) -> None:
        if not self._accept(word):
            raise _unexpected(self._next, f'"{word}"')

    def _name(self) -> str:
        if self._next.kind != "word" or self._next.upper in _CLAUSES:
            raise _unexpected(self._next, "<IDENTIFIER>")
        return self._take().text

    def select(self) -> Select:
        self._expect("SELECT")
        count, columns = self._projection()
        self._expect("FROM")
        entity = self._name()
        where = self._where() if self._accept("WHERE") else ()
        order = self._order() if self._accept("ORDERBY") or self._accept("ORDER", "BY") else ()
        start, limit = self._page()
        if self._next.kind != "end":
            raise _unexpected(self._next, "<EOF>")
        return Select(entity, columns, count, where, order, start, limit)

    def _projection(self) -> tuple[bool, tuple[str, ...]]:
        if self._accept("COUNT", "(", "*", ")"):
            return True, ()
        names = [self._column()]
        while self._accept(","):
            names.append(self._column())
        return False, () if "*" in names else tuple(names)

    def _column(self) -> str:
        return "*" if self._accept("*") else self._name()

    def _where(self) -> tuple[Condition, ...]:
        found = [self._condition()]
        while self._accept("AND"):
            found.append(self._condition())
        return tuple(found)

    def _condition(self) -> Condition:
        name, token = self._name(), self._take()
        if token.kind == "sign" and token.text in _OPERATORS:
            return Condition(name, token.text, (self._value(),))
        if token.upper == "LIKE":
            return Condition(name, "LIKE", (self._value(),))
        if token.upper == "IN":
            return Condition(name, "IN", self._values())
        raise _unexpected(token, '"=" "<" ">" "<=" ">=" "IN" "LIKE"')

    def _values(self) -> tuple[str, ...]:
        self._expect("(")
        found = [self._value()]
        while self._accept(","):
            found.append(self._value())
        self._expect(")")
        return tuple(found)

    def _value(self) -> str:
        token = self._take()
        if token.kind == "text":
            return re.sub(r"\\(.)", r"\1", token.text[1:-1], flags=re.DOTALL)
        if token.kind == "number" or token.upper in ("TRUE", "FALSE", "CURRENT_DATE"):
            return token.text.lower() if token.kind == "word" else token.text
        raise _unexpected(token, "<STRING> <NUMBER> <BOOLEAN>")

    def _order(self) -> tuple[Order, ...]:
        found = [self._ordering()]
        while self._accept(","):
            found.append(self._ordering())
        return tuple(found)

    def _ordering(self) -> Order:
        name = self._name()
        descending = self._accept("DESC")
        if not descending:
            self._accept("ASC")
        return Order(name, descending)

    def _page(self) -> tuple[int, int]:
        """STARTPOSITION and MAXRESULTS, in either order, each at most once."""
        page = {"STARTPOSITION": 1, "MAXRESULTS": 100}
        missing = set(page)
        while self._next.upper in missing:
            word = self._take().upper
            missing.remove(word)
            page[word] = self._whole_number()
        return page["STARTPOSITION"], page["MAXRESULTS"]

    def _whole_number(self) -> int:
        token = self._take()
        if token.kind != "number" or "." in token.text:
            raise _unexpected(token, "<INTEGER>")
        value = int(token.text)
        if value < 1:
            raise faults.invalid_query(f"value {value} is too small. Min allowed value is 1")
        return value


def _tokens(text: str) -> list[_Token]:
    found, at, end = [], 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            column = at + len(text[at:]) - len(text[at:].lstrip())
            raise _unexpected(_Token("unknown", text[column : column + 1], column), "<IDENTIFIER>")
        kind = match.lastgroup or ""
        found.append(_Token(kind, match.group(kind), match.start(kind)))
        at = match.end()
    # doubled, so that a token taken at the end still leaves one to look at
    return [*found, _Token("end", "", end), _Token("end", "", end)]


def _unexpected(token: _Token, expected: str) -> faults.Fault:
    shown = token.text or "<EOF>"
    where = f'Encountered " "{shown}" "{shown} "" at line 1, column {token.column + 1}.'
    detail = f"{where}\nWas expecting:\n    {expected} ...\n    "
    return faults.unparsable_query(detail)
