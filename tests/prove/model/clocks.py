"""Two clocks, RowCol's and QuickBooks': both jump ahead and run fast, and they need not agree."""

import json
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

SCALE = 60.0


@dataclass
class Clocks:
    """Two clock files, of which `ours` is read by every process of RowCol and `theirs` by the sandbox."""

    ours: Path
    theirs: Path
    offset: float = 0.0
    since: float = 0.0
    skew: float = 0.0

    def set(self, at: datetime) -> None:
        """Both to this instant, in agreement."""
        self.since, self.skew = time.time(), 0.0
        self.offset = at.timestamp() - self.since
        self._write()

    def jump(self, seconds: float) -> None:
        """Both ahead."""
        self.offset += seconds
        self._write()

    def disagree(self, seconds: float) -> None:
        """Ours is so many seconds ahead of theirs from now on, or behind."""
        self.skew = seconds
        self._write()

    def _write(self) -> None:
        for path, offset in ((self.theirs, self.offset), (self.ours, self.offset + self.skew)):
            draft = path.with_suffix(".part")
            draft.write_text(json.dumps({"offset": offset, "scale": SCALE, "since": self.since}))
            draft.replace(path)
