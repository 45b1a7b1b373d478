"""Ringing while the broker is down."""

from pathlib import Path

from celery import Celery

from rowcol.broker import Transport
from sync.bells import ring


def work(number: int) -> int:
    """Something that a worker does."""
    return number


def a_worker_behind(folder: Path) -> Celery:
    """An app whose broker keeps its messages in this folder."""
    options = {"data_folder_in": str(folder), "data_folder_out": str(folder), "control_folder": str(folder)}
    app = Celery("elsewhere", broker_transport=Transport, set_as_current=False)
    app.conf.update(broker_url="filesystem://", broker_transport_options=options, task_publish_retry=False)
    return app


def test_whoever_rings_at_a_broker_that_is_down_is_told_and_not_thrown_out(tmp_path: Path) -> None:
    task = a_worker_behind(tmp_path / "gone").task(name="some.work")(work)
    assert ring(task, 7) is False
    (tmp_path / "gone").mkdir()
    assert ring(task, 7) is True
    assert len(list((tmp_path / "gone").glob("*.msg"))) == 1
