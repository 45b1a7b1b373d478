"""Letters to people outside: what is sent by e-mail, and whether the mail server took it."""

import logging

from django.core.mail import send_mail
from django.template.loader import render_to_string

from core.models import Invitation

log = logging.getLogger(__name__)


def send_invitation(invitation: Invitation, link: str) -> bool:
    """Whether the letter is on its way; where it is not, the invitation stands and can be sent again."""
    subject = f"{invitation.firm} invites you to RowCol"
    body = render_to_string("runway/mail/invitation.txt", {"invitation": invitation, "link": link})
    try:
        send_mail(" ".join(subject.split()), body, None, [invitation.email])
    except OSError:
        log.exception("the mail server did not take an invitation")
        return False
    return True
