"""The one gate to QBO: whoever wants to know or change something there asks here, where calls are spent."""

import logging
import math
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from core import clock
from core.models import Business
from core.telling import facts
from sync import circuit, shared_reads, tokens, usage, write_back
from sync.deadline import Deadline
from sync.errors import (
    AccessTokenRejected,
    LookBackExceeded,
    NoAnswerInTime,
    ReconnectNeeded,
    SlowDown,
    SyncError,
    Unreachable,
    Unreadable,
)
from sync.grant import Grant
from sync.models import RunKind, SyncRun
from sync.qbo import client, counts, faults, oauth, questions
from sync.qbo.questions import Question
from sync.qbo.transport import Answer
from sync.retries import FOR_BACKGROUND, FOR_PEOPLE, retried
from sync.runs import alive_while_waiting, attempt
from sync.throttle import PEOPLE, Turn, Wait, pause, turn
from sync.tokens import Access

LONGEST_LOOK_BACK = timedelta(days=29)
log = logging.getLogger("sync.qbo")


class SmartSyncService:
    """Calls to one business's company. Every call belongs to a SyncRun: the one given, or one of its own.

    `people` says that a person is waiting: such calls go before background work, give up sooner, and share the answer
    of a read that is under way. `within` is how many seconds from now the person can wait, for all calls together;
    then OutOfTime. Must be used outside transactions (RuntimeError). Every method may raise any error of
    sync/errors.py; what could succeed has been tried again by then. Writes raise WriteBackOff unless they are allowed
    (sync/write_back.py); each takes a `request_id` to be repeated under, and makes one of its own where none is given.
    """

    def __init__(
        self,
        business: Business,
        *,
        run: SyncRun | None = None,
        people: bool = False,
        within: float | None = None,
    ) -> None:
        self.business, self.run = business, run
        self.patience = FOR_PEOPLE if people else FOR_BACKGROUND
        self.deadline = Deadline.within(within)

    def renew_consent(self) -> None:
        """Use the refresh token if no access token is fresh: its 100 days begin anew with that (API_FACTS 6.3)."""
        _outside_transactions()
        with self._recorded() as run:
            self._access(run)

    def query(self, statement: str) -> bytes:
        """The page that the statement yields, as sent (API_FACTS 2.4)."""
        return self._ask(questions.query(statement))

    def count(self, entity: str, where: str = "") -> int:
        """How many objects QBO has; `where` is a condition in its query language, without the word."""
        return counts.total(self._ask(questions.count(entity, where)))

    def changes(self, entities: Sequence[str], since: datetime) -> bytes:
        """What changed or was deleted since; at most 1,000 objects, never paged (API_FACTS 3).

        LookBackExceeded when that is more than 29 days ago, since QBO keeps 30.
        """
        if clock.now() - since > LONGEST_LOOK_BACK:
            raise LookBackExceeded(f"since {since.isoformat(timespec='seconds')}")
        return self._ask(questions.changes(entities, since))

    def read(self, entity: str, qbo_id: str) -> bytes:
        """One object; NotFound when it was deleted or never was."""
        return self._ask(questions.read(entity, qbo_id))

    def batch(self, items: Sequence[Mapping[str, Any]]) -> bytes:
        """Up to 30 questions or changes in one call; each item answers or fails for itself (API_FACTS 4)."""
        asked = questions.batch(items)
        return self._write(asked) if asked.is_write() else self._ask(asked)

    def report(self, name: str, **params: str) -> bytes:
        """A report by its PascalCase name; give both dates or neither (API_FACTS 10.2)."""
        return self._ask(questions.report(name, params))

    def create(self, entity: str, body: Mapping[str, Any], request_id: str = "") -> bytes:
        """A new object, made once however often the call had to be repeated; answers the object."""
        return self._write(questions.save(entity, body), request_id)

    def update(self, entity: str, body: Mapping[str, Any], request_id: str = "") -> bytes:
        """A changed object; `body` holds `Id`, `SyncToken` and, to leave the rest alone, `sparse`."""
        return self._write(questions.save(entity, body), request_id)

    def send(self, entity: str, qbo_id: str, to: str = "", request_id: str = "") -> bytes:
        """A form mailed by QBO, to `to` or to the address on it; answers the form (API_FACTS 11.2)."""
        return self._write(questions.send(entity, qbo_id, to), request_id)

    def delete(self, entity: str, body: Mapping[str, Any]) -> bytes:
        """A transaction gone; `body` holds `Id` and `SyncToken`."""
        return self._write(questions.delete(entity, body))

    def void(self, entity: str, body: Mapping[str, Any]) -> bytes:
        """A transaction at zero; `body` holds `Id`, `SyncToken`. BadQuestion for kinds QBO cannot void."""
        return self._write(questions.void(entity, body))

    def _write(self, question: Question, request_id: str = "") -> bytes:
        """The one place that writes leave by, and only with a permit.

        The request id is on disk before the first try, and every try carries it (API_FACTS 1.6).
        """
        _outside_transactions()
        permitted = question.permitted(write_back.permit(self.business))
        request_id = request_id or str(uuid.uuid4())
        with attempt(self.business, RunKind.WRITE, request_id=request_id) as run:
            try:
                return self._persist(permitted.with_request_id(request_id), run)
            finally:
                shared_reads.changed(self.business.pk)

    def _ask(self, question: Question) -> bytes:
        _outside_transactions()
        with self._recorded() as run:
            if self.patience.lane is not PEOPLE:
                return self._persist(question, run)
            wait = alive_while_waiting(run)
            return shared_reads.shared(
                self.business.pk, question.digest(), lambda: self._persist(question, run), wait, self.deadline
            )

    @contextmanager
    def _recorded(self) -> Iterator[SyncRun]:
        if self.run is not None:
            yield self.run
            return
        with attempt(self.business, RunKind.LIVE) as run:
            yield run

    def _persist(self, question: Question, run: SyncRun) -> bytes:
        wait = alive_while_waiting(run)
        return retried(lambda: self._try(question, run), self.patience, wait, self.deadline)

    def _try(self, question: Question, run: SyncRun) -> bytes:
        """Ask; if the access token is refused, renew it once and ask once more."""
        access = self._access(run)
        try:
            return self._call(question, access, run)
        except AccessTokenRejected:
            renewed = self._access(run, rejected=access.token)
        try:
            return self._call(question, renewed, run)
        except AccessTokenRejected as why:
            tokens.refused(self.business, why)
            raise

    def _access(self, run: SyncRun, *, rejected: str = "") -> Access:
        patience = self.deadline.cap(settings.QBO_TIMEOUT_SECONDS)
        return tokens.access(self.business, self._refresher(run), rejected=rejected, patience=patience)

    def _call(self, question: Question, access: Access, run: SyncRun) -> bytes:
        """One call in its turn; its answer is judged, counted and logged, and the rest of the house told."""
        with self._turn(question, access, alive_while_waiting(run)) as mine:
            answer, error = self._hear(question, access)
            self._count(question, access, error, run, mine)
        self._log(question.method, question.path, answer, error, run)
        if isinstance(error, SlowDown) and error.until:
            pause(access.realm_id, error.until)
        if isinstance(error, ReconnectNeeded):
            tokens.give_up(self.business, access.token, error)
        if error or answer is None:
            raise error or Unreachable("no answer")
        if access.refusals:
            tokens.accepted(self.business)
        return answer.body

    def _turn(self, question: Question, access: Access, wait: Wait) -> AbstractContextManager[Turn]:
        lane = self.patience.lane.within(self.deadline.cap_on_clock(math.inf))
        batch, metered = question.call_class == "batch", usage.metered(question.reads) > 0
        return turn(access.realm_id, lane, batch=batch, metered=metered, wait=wait)

    def _hear(self, question: Question, access: Access) -> tuple[Answer | None, SyncError | None]:
        try:
            within = self.deadline.cap(settings.QBO_TIMEOUT_SECONDS)
            answer = client.ask(question, access.realm_id, access.token, within=within)
        except SyncError as error:
            return None, error
        return answer, faults.error_in(answer)

    def _count(
        self, question: Question, access: Access, error: SyncError | None, run: SyncRun, mine: Turn
    ) -> None:
        """Any proper answer closes the circuit, its absence counts against it; a page's impatience says nothing."""
        silent = isinstance(error, Unreachable | Unreadable)
        usage.count(
            self.business.pk,
            question.call_class,
            failed=error is not None,
            run_id=run.pk,
            reads=question.reads,
            turn=mine,
            answered_by="" if silent else access.realm_id,
        )
        if silent and not (isinstance(error, NoAnswerInTime) and self.deadline.at is not None):
            circuit.failed(access.realm_id)

    def _refresher(self, run: SyncRun) -> tokens.Refresh:
        def refresh(refresh_token: str) -> Grant:
            failure: SyncError | None = None
            try:
                return oauth.refresh(refresh_token)
            except SyncError as error:
                failure = error
                raise
            finally:
                usage.count(self.business.pk, "token", failed=failure is not None, run_id=run.pk)
                self._log("POST", "oauth2/refresh", None, failure, run)

        return refresh

    def _log(
        self, method: str, path: str, answer: Answer | None, error: SyncError | None, run: SyncRun
    ) -> None:
        """Facts about the call; never its values, which may be names, amounts or tokens."""
        heard: dict[str, Any] = error.facts() if error else {}
        if answer:
            seconds = round(answer.seconds, 3)
            heard |= {"status": answer.status, "seconds": seconds, "intuit_tid": answer.intuit_tid}
        extra = facts(business=self.business.slug, run=run.pk, **heard)
        log.log(logging.WARNING if error else logging.INFO, "%s %s", method, path, extra=extra)


def _outside_transactions() -> None:
    """RuntimeError inside a caller's transaction, where a call would hold locks while QBO thinks.

    A rotated token could be rolled back there too. What `atomic(durable=True)` asks, without its BEGIN and COMMIT.
    """
    blocks = connection.atomic_blocks
    if blocks and not blocks[-1]._from_testcase:  # type: ignore[attr-defined]
        raise RuntimeError("a call to QuickBooks is durable and may not be made within a transaction")
