"""Reading QBO's refusals in every shape: JSON of both cases, XML, pages, fragments (API_FACTS 8.1)."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

SMALL = 16_384
LONGEST_DETAIL = 500
_FAULT_FIRST = re.compile(rb'\s*\{\s*(?:"time"\s*:\s*"[^"]*"\s*,\s*)?"[Ff]ault"\s*:\s*\{')
_XML_ERROR = re.compile(r"<(?:\w+:)?Error\b([^>]*)>(.*?)(?=<(?:\w+:)?Error\b|\Z)", re.S)
_XML_PART = r"<(?:\w+:)?{}>(.*?)</"
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title>", re.S | re.I)


@dataclass(frozen=True, slots=True)
class Fault:
    """One problem that QBO named. The code has no leading zeros; the text is in the company's language."""

    code: str
    message: str = ""
    detail: str = ""
    element: str = ""
    type: str = ""

    def __str__(self) -> str:
        text = self.detail or self.message or "no text"
        return f"{text} [{self.element}]" if self.element and self.element not in text else text


def faults_of(body: bytes) -> list[Fault]:
    """Every problem that the body names; none when it names none or cannot be read."""
    if body.lstrip()[:1] == b"<":
        return list(_xml_faults(body.decode("utf-8", "replace")))
    if len(body) > SMALL and not _FAULT_FIRST.match(body):
        return []
    return list(_json_faults(loads(body)))


def loads(body: bytes) -> Any:
    """JSON as leniently as it goes, numbers as text; None when it is not JSON."""
    try:
        return json.loads(body.decode("utf-8", "replace"), strict=False, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return None


def unreadable(body: bytes) -> str:
    """Why a body cannot be an answer, or nothing. The inside of long ones is left to whoever decodes them."""
    text = body.strip()
    if not text:
        return "the body is empty"
    if text[:1] == b"<":
        return describe(body)
    if text[:1] != b"{" or text[-1:] != b"}":
        return "the body is cut or not a JSON object"
    return "the body is not valid JSON" if len(text) <= SMALL and loads(text) is None else ""


def describe(body: bytes) -> str:
    """What kind of body it is, for a log; never its content, except the title of a page."""
    if title := _TITLE.search(body[:SMALL]):
        return f"a web page: {html.unescape(title[1].decode('utf-8', 'replace')).strip()[:120]}"
    if body.lstrip()[:1] == b"<":
        return f"{len(body)} bytes of markup"
    return f"{len(body)} bytes without a known fault" if body.strip() else "the body is empty"


def _json_faults(envelope: Any) -> Iterator[Fault]:
    fault = _lower(envelope).get("fault")
    kind = _text(_lower(fault).get("type"))
    errors = _lower(fault).get("error")
    for error in errors if isinstance(errors, list) else [errors]:
        parts = _lower(error)
        if parts:
            names = ("code", "message", "detail", "element")
            code, message, detail, element = (_text(parts.get(name)) for name in names)
            yield Fault(code.lstrip("0"), message, detail, element, kind)


def _xml_faults(text: str) -> Iterator[Fault]:
    kind = _attribute("type", text)
    for attributes, inside in _XML_ERROR.findall(text):
        message, detail = (_xml_text(name, inside) for name in ("Message", "Detail"))
        code, element = _attribute("code", attributes), _attribute("element", attributes)
        yield Fault(code.lstrip("0"), message, detail, element, kind)


def _attribute(name: str, text: str) -> str:
    found = re.search(rf"""\b{name}\s*=\s*["']([^"']*)["']""", text)
    return html.unescape(found[1]) if found else ""


def _xml_text(name: str, inside: str) -> str:
    found = re.search(_XML_PART.format(name), inside, re.S)
    return _text(html.unescape(found[1])) if found else ""


def _lower(value: Any) -> dict[str, Any]:
    return {str(key).lower(): item for key, item in value.items()} if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return " ".join(str(value).split())[:LONGEST_DETAIL] if value is not None else ""
