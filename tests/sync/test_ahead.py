"""Reading ahead: order, bounds, errors, and threads that end with their consumer."""

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from sync.ahead import read_ahead


class Source:
    """So many numbered items, counted as they are taken; breaks after the last where it is told to."""

    def __init__(self, name: str, count: int, error: BaseException | None = None) -> None:
        self.name, self.count, self.error = name, count, error
        self.taken = 0

    def __iter__(self) -> Iterator[tuple[str, int]]:
        for number in range(self.count):
            self.taken += 1
            yield self.name, number
        if self.error:
            raise self.error


def ahead_of(*sources: Source, threads: int = 2, depth: int = 2) -> Iterator[tuple[str, int]]:
    return read_ahead([iter(source) for source in sources], threads=threads, depth=depth)


@pytest.fixture(autouse=True)
def no_thread_stays() -> Iterator[None]:
    """Whatever happened, every thread that was started has ended."""
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= before


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_everything_comes_and_in_order_within_a_source(threads: int) -> None:
    found = list(ahead_of(*(Source(name, 40) for name in "abcd"), threads=threads))
    assert len(found) == 160
    for name in "abcd":
        assert [number for owner, number in found if owner == name] == list(range(40))


def test_one_thread_drains_source_after_source() -> None:
    found = ahead_of(Source("a", 3), Source("b", 2), threads=1)
    assert list(found) == [("a", 0), ("a", 1), ("a", 2), ("b", 0), ("b", 1)]


def test_without_sources_there_is_nothing() -> None:
    assert list(ahead_of()) == []
    assert list(ahead_of(Source("a", 0), threads=3)) == []


def test_sources_are_drained_at_the_same_time() -> None:
    together = threading.Barrier(3, timeout=10)

    def meeting() -> Iterator[tuple[str, int]]:
        together.wait()
        yield "met", 1

    assert len(list(read_ahead([meeting() for _ in range(3)], threads=3, depth=1))) == 3


@pytest.mark.parametrize(("threads", "depth"), [(1, 1), (3, 2), (4, 8)])
def test_no_more_is_taken_than_waits_and_than_the_threads_hold(threads: int, depth: int) -> None:
    sources = [Source(str(number), 50) for number in range(threads)]
    most = 0
    for used, _ in enumerate(ahead_of(*sources, threads=threads, depth=depth), start=1):
        most = max(most, sum(source.taken for source in sources) - used)
    assert most <= threads + depth


def test_nothing_is_taken_before_somebody_asks() -> None:
    source = Source("a", 5)
    with closing(ahead_of(source)):
        assert source.taken == 0


@pytest.mark.parametrize("error", [ValueError("odd"), SystemExit(3)])
def test_an_error_comes_after_what_was_read_before_it(error: BaseException) -> None:
    found: list[tuple[str, int]] = []
    with pytest.raises(type(error)) as raised:
        found.extend(ahead_of(Source("a", 3, error), threads=1))
    assert raised.value is error
    assert found == [("a", 0), ("a", 1), ("a", 2)]


def test_an_error_in_one_source_ends_the_others() -> None:
    endless = Source("endless", 10**9)
    with pytest.raises(ValueError, match="odd"):
        list(ahead_of(endless, Source("a", 3, ValueError("odd"))))
    assert endless.taken < 10**6


def test_leaving_early_stops_the_threads() -> None:
    sources = [Source(name, 10**9) for name in "abc"]
    with closing(ahead_of(*sources, threads=3, depth=1)) as found:
        next(found)
    taken = sum(source.taken for source in sources)
    assert taken <= 8


def test_a_consumer_that_fails_stops_the_threads() -> None:
    source = Source("a", 10**9)

    def consume() -> None:
        for _ in ahead_of(source):
            raise LookupError

    with pytest.raises(LookupError):
        consume()
