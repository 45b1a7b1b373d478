"""What ends the demo early."""


class DemoTrouble(Exception):
    """The demo cannot go on; the message says why and what to do."""
