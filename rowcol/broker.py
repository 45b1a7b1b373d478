"""The filesystem broker, with messages that appear whole.

Kombu's own writes a message in place, so a reader may take a file that is still empty and fall over it.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryFile
from time import time_ns
from typing import Any
from uuid import uuid4

from kombu.exceptions import OperationalError
from kombu.transport import filesystem
from kombu.utils.json import dumps


def prepare_folders(options: Mapping[str, Any]) -> None:
    """Make the folders that these transport options name, none for a broker of another kind; see that they can be used.

    Raises `OSError` where one cannot be made or written to.
    """
    for name in ("data_folder_in", "control_folder"):
        if name in options:
            folder = Path(str(options[name]))
            folder.mkdir(parents=True, exist_ok=True)
            with TemporaryFile(dir=folder):
                pass


class Channel(filesystem.Channel):
    """Writes beside the queue, then renames into it: a message is there or it is not.

    A folder that can no longer be used is a broker that is down.
    """

    def _put(self, queue: str, payload: dict[str, Any], **_kwargs: Any) -> None:  # type: ignore[override]
        name = f"{time_ns():020d}_{uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        draft = folder / f"draft_{name}.part"
        try:
            draft.write_text(dumps(payload))
            os.replace(draft, folder / name)
        except OSError as why:
            raise OperationalError(str(why)) from why

    def _get(self, queue: str) -> Any:  # type: ignore[override]
        try:
            return super()._get(queue)
        except OSError as why:
            raise OperationalError(str(why)) from why

    def _size(self, queue: str) -> int:
        try:
            return int(super()._size(queue))
        except OSError as why:
            raise OperationalError(str(why)) from why


class Transport(filesystem.Transport):
    """Kombu's filesystem transport over our channel."""

    Channel = Channel
