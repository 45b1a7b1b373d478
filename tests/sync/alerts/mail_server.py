"""A mail server that takes letters, refuses those to one address for ever, and those to another for now."""

from collections.abc import Sequence
from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend

NO_SUCH_PERSON, BUSY = "gone@acme.example", "busy@acme.example"
REFUSED = {NO_SUCH_PERSON: (550, b"no such person"), BUSY: (450, b"try again later")}


class PickyServer(EmailBackend):
    """What it takes is in Django's outbox."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            if refused := {to: REFUSED[to] for to in message.to if to in REFUSED}:
                raise SMTPRecipientsRefused(refused)
        return super().send_messages(messages)
