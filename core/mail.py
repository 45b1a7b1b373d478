"""What a mail server's refusal means: whether the same letter may pass later, and in which words it was refused."""

from smtplib import SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused

LONGEST = 300


def is_final(why: Exception) -> bool:
    """Whether the server will never take this letter (5xx), so that trying again would only annoy it.

    What it refuses of us (a password, the sender) is no word about the letter: that may be mended meanwhile.
    """
    if isinstance(why, SMTPRecipientsRefused):
        return all(code >= 500 for code, _said in why.recipients.values())
    if isinstance(why, SMTPDataError):
        return why.smtp_code >= 500
    return isinstance(why, SMTPNotSupportedError)


def said(why: Exception) -> str:
    """What the server said, on one line, for whoever looks after the mail."""
    told = next(iter(why.recipients.values())) if isinstance(why, SMTPRecipientsRefused) else why.args
    parts = (part.decode(errors="replace") if isinstance(part, bytes) else str(part) for part in told[:2])
    return " ".join(" ".join(parts).split())[:LONGEST] or type(why).__name__
