"""Takes apart, in one go, what deliveries wait in a bench's town; the last line tells how many."""

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rowcol.settings")
django.setup()

from core import clock  # noqa: E402
from sync import deliveries  # noqa: E402

if __name__ == "__main__":
    print(json.dumps({"deliveries": deliveries.take_in(clock.now())}))
