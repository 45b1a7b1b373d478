"""The filesystem broker: a message is there whole or not at all."""

from pathlib import Path
from typing import Any

from kombu import Connection, Exchange, Queue

from rowcol import celery_app

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
