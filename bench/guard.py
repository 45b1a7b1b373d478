"""Runs a bench's sandbox, and clears it away with its folder when the bench has ended, however it ended.

The bench holds the other end of this process's standard input, which closes even when the bench is killed.
"""

import shutil
import subprocess
import sys


def main(folder: str, command: list[str]) -> None:
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as server:
        sys.stdin.read()
        server.terminate()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
