"""The filesystem broker: a message is there whole or not at all."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection, Exchange, Queue
from kombu.exceptions import OperationalError

from rowcol import celery_app, outage
from rowcol.broker import prepare_folders

NAME = "doorbells"


def broker_in(folder: Path) -> Connection:
    """The project's broker over folders of the test's own."""
    for name in ("queue", "control"):
        (folder / name).mkdir()
    options = {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
    }
    return Connection(transport=celery_app.connection().transport_cls, transport_options=options)


def test_what_is_sent_arrives_in_order_and_leaves_no_drafts(tmp_path: Path) -> None:
    queue = Queue(NAME, Exchange(NAME), routing_key=NAME)
    heard: list[Any] = []
    with broker_in(tmp_path) as connection:
        producer = connection.Producer()
        for number in range(20):
            producer.publish({"feed": number}, exchange=queue.exchange, routing_key=NAME, declare=[queue])
        assert not list((tmp_path / "queue").glob("*.part"))
        with connection.Consumer(queue, no_ack=True, callbacks=[lambda body, _: heard.append(body["feed"])]):
            while len(heard) < 20:
                connection.drain_events(timeout=5)
    assert heard == list(range(20))
    assert list((tmp_path / "queue").iterdir()) == []


def test_folders_that_cannot_be_written_to_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "queue").write_text("a file in its place")
    with pytest.raises(OSError, match="queue"):
        prepare_folders({"data_folder_in": str(tmp_path / "queue")})
    prepare_folders({"polling_interval": 1})
    assert [path.name for path in tmp_path.iterdir()] == ["queue"], "another broker has no folders"


def test_a_queue_whose_folder_is_gone_is_an_outage_that_is_said_in_one_line(tmp_path: Path) -> None:
    with broker_in(tmp_path) as connection:
        producer = connection.Producer()
        shutil.rmtree(tmp_path / "queue")
        with pytest.raises(OperationalError) as caught:
            producer.publish({"feed": 1}, routing_key=NAME)
    assert "cannot be used. Make it a folder that can be written to." in str(outage.sentence(caught.value))
