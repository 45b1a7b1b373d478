"""The forms and links of a page, filled in and followed as by somebody who tries everything."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

FREE = {"text", "search", "email", "date", "number", "password", "url", ""}
TYPED = {"email": "new@acme.example", "date": "2026-12-15", "number": "1", "password": "no-such-password"}


@dataclass
class Form:
    """One form: where it goes, what stands in it, and its buttons as (name, value, other address)."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)

    def submissions(self) -> Iterator[tuple[str, dict[str, list[str]]]]:
        """The address and the content for each of its buttons."""
        for name, value, elsewhere in self.buttons or [("", "", "")]:
            yield elsewhere or self.action, {**self.fields, **({name: [value]} if name else {})}


class Reader(HTMLParser):
    """Reads a page: every box ticked, the last of each choice taken, every empty field filled in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._by_id: dict[str, Form] = {}
        self._within: Form | None = None
        self._chosen = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and said.get("href"):
            self.links.append(said["href"])
        elif tag == "form":
            self._within = Form(said.get("action", ""), said.get("method", "get").lower())
            self.forms.append(self._within)
            self._by_id[said.get("id", "")] = self._within
        form = self._by_id.get(said.get("form", "")) if said.get("form") else self._within
        if form is not None and tag in ("input", "select", "textarea", "button", "option"):
            getattr(self, f"_{tag}")(form, said)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._within = None

    def _input(self, form: Form, said: dict[str, str]) -> None:
        name, kind, value = said.get("name", ""), said.get("type", ""), said.get("value", "")
        if kind in ("submit", "image"):
            form.buttons.append((name, value, said.get("formaction", "")))
        elif not name or kind == "file":
            return
        elif kind == "checkbox":
            form.fields.setdefault(name, []).append(value or "on")
        elif kind == "radio":
            form.fields[name] = [value] if value else form.fields.get(name, [value])
        else:
            form.fields[name] = [value or (TYPED.get(kind, "said") if kind in FREE else "")]

    def _select(self, form: Form, said: dict[str, str]) -> None:
        self._chosen = said.get("name", "")

    def _option(self, form: Form, said: dict[str, str]) -> None:
        if said.get("value"):
            form.fields[self._chosen] = [said["value"]]

    def _textarea(self, form: Form, said: dict[str, str]) -> None:
        form.fields[said.get("name", "")] = ["said"]

    def _button(self, form: Form, said: dict[str, Any]) -> None:
        if said.get("type", "submit") == "submit":
            form.buttons.append((said.get("name", ""), said.get("value", ""), said.get("formaction", "")))
