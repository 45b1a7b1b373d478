"""Asking a QBO company one question over HTTP."""

from django.conf import settings

from sync.errors import WriteBackOff
from sync.qbo.questions import Question
from sync.qbo.transport import Answer, send


def ask(question: Question, realm_id: str, access_token: str, *, within: float | None = None) -> Answer:
    """The raw answer, whatever its status; sync/qbo/faults.py says what it means.

    It is waited for `within` seconds, QBO_TIMEOUT_SECONDS at most. Raises Unreachable or Unreadable when there is none
    (sync/qbo/transport.py). A write without a permit is not sent: WriteBackOff.
    """
    if question.is_write() and question.permit is None:
        raise WriteBackOff("the request carries no permit")
    path = question.path.format(realm=realm_id)
    return send(
        question.method,
        f"{settings.QBO_BASE_URL.rstrip('/')}/v3/company/{realm_id}/{path}",
        f"Bearer {access_token}",
        within=within,
        headers={} if question.body is None else {"Content-Type": question.content_type},
        params={**question.params, "minorversion": str(settings.QBO_MINOR_VERSION)},
        data=question.body,
    )
