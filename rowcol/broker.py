"""The filesystem broker, with messages that appear whole.

Kombu's own writes a message in place, so a reader may take a file that is still empty and fall over it.
"""

import os
from pathlib import Path
from time import time_ns
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """Writes beside the queue, then renames into it: a message is there or it is not."""

    def _put(self, queue: str, payload: dict[str, Any], **_kwargs: Any) -> None:  # type: ignore[override]
        name = f"{time_ns():020d}_{uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        draft = folder / f"draft_{name}.part"
        draft.write_text(dumps(payload))
        os.replace(draft, folder / name)


class Transport(filesystem.Transport):
    """Kombu's filesystem transport over our channel."""

    Channel = Channel
