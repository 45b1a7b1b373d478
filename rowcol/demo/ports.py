"""Says which port is taken and what to change, before any work is done."""

import socket

from rowcol.demo.trouble import DemoTrouble


def insist_free(host: str, port: int, variable: str, what_for: str) -> None:
    """Return when the port can be listened on. Raises DemoTrouble with one line that says what to change."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise DemoTrouble(
                f"Port {port} on {host}, meant for {what_for}, is not free ({error.strerror}). "
                f"Stop what uses it, or choose another: {variable}=<port> make demo"
            ) from error
