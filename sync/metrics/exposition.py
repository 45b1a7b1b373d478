"""The text that Prometheus reads: one block a metric with its help and type, one line a set of labels."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
ESCAPED = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})
Value = int | float


@dataclass(frozen=True, slots=True)
class Gauge:
    """A metric that goes up and down: values by label values, in the order of `labels`."""

    name: str
    help: str
    labels: tuple[str, ...]
    values: Mapping[Any, Value]


def single(name: str, help: str, value: Value | None) -> Gauge:
    """A metric without labels; one that is unknown has no value, rather than a wrong one."""
    return Gauge(name, help, (), {} if value is None else {(): value})


def exposition(metrics: Iterable[Gauge]) -> str:
    """All metrics as text, in the format 0.0.4."""
    return "".join(line + "\n" for metric in metrics for line in _lines(metric))


def _lines(metric: Gauge) -> Iterable[str]:
    yield f"# HELP {metric.name} {metric.help}"
    yield f"# TYPE {metric.name} gauge"
    for labels, value in sorted(metric.values.items()):
        yield f"{metric.name}{_labels(metric.labels, labels)} {value}"


def _labels(names: tuple[str, ...], values: tuple[str, ...]) -> str:
    pairs = ",".join(
        f'{name}="{value.translate(ESCAPED)}"' for name, value in zip(names, values, strict=True)
    )
    return f"{{{pairs}}}" if pairs else ""
