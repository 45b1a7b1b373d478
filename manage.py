#!/usr/bin/env python
"""The project's commands. A wrong setting and a database or broker that is down are said in one line."""

import os
import signal
import sys

from django.core.management import execute_from_command_line
from django.db import Error as DatabaseError
from kombu.exceptions import OperationalError as BrokerError

from rowcol import outage


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rowcol.settings")
    try:
        execute_from_command_line(sys.argv)
        sys.stdout.flush()
    except BrokenPipeError:
        nobody_reads_on()
    except (DatabaseError, BrokerError) as error:
        said = outage.sentence(error)
        if said is None:
            raise
        sys.exit(said)
    except KeyboardInterrupt:
        sys.exit(130)


def nobody_reads_on() -> None:
    """End as programs do whose output was cut off, `| head` say; what is still to be written goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(128 + signal.SIGPIPE)


if __name__ == "__main__":
    main()
