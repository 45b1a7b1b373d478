"""All addresses of a URLconf, each with the rule of its view: who may ask for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# Addresses that state no rule of their own, and what guards them instead.
WITHOUT_RULE = {
    "admin/": "the admin asks for staff in AdminSite.admin_view and says so itself; walked as staff-only below",
    "healthz": "a load balancer asks, and it says nothing but that the process lives",
    "readyz": "a load balancer asks, and it says nothing but whether the database answers",
    "metrics": "staff, METRICS_TOKEN or this machine, as rowcol/metrics.py says; walked in test_metrics.py",
    "sync/health": "a monitor asks, and it says how long ago worker and beat were alive, nothing of any business",
}


@dataclass(frozen=True)
class Address:
    """One pattern: its route with the converters in it, its name, its rule (None where its view states none)."""

    route: str
    name: str
    rule: Any
    converters: Mapping[str, str] = field(hash=False, compare=False)

    def __str__(self) -> str:
        return self.route or "/"

    @property
    def is_exempt(self) -> bool:
        return any(
            self.route == own or (own.endswith("/") and self.route.startswith(own)) for own in WITHOUT_RULE
        )


def addresses(urlconf: Any = None) -> list[Address]:
    """Every address of a URLconf (the project's, where none is given), includes followed."""
    resolver = get_resolver(urlconf) if urlconf is None else URLResolver(get_resolver().pattern, urlconf)
    return list(_walk(resolver, "", "", {}))


def without_rule(urlconf: Any = None) -> list[str]:
    """The routes whose view neither states a rule nor is exempt with a reason."""
    return [str(each) for each in addresses(urlconf) if each.rule is None and not each.is_exempt]


def _walk(resolver: URLResolver, route: str, namespace: str, converters: dict[str, str]) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern)
        known = converters | {name: type(each).__name__ for name, each in entry.pattern.converters.items()}
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, here, inner, known)
        elif isinstance(entry, URLPattern):
            yield Address(here, f"{namespace}{entry.name}", _rule(entry.callback), known)


def _rule(view: Any) -> Any:
    """The rule of a function, or of the class behind it."""
    behind = (view, getattr(view, "view_class", None), getattr(view, "cls", None))
    return next((each.rule for each in behind if getattr(each, "rule", None) is not None), None)
