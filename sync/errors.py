"""Everything that can go wrong between RowCol and QBO, as a closed tree.

The docstring of a class is the sentence that a person reads; `what_next` says what to do about it.
"""

from datetime import datetime


class SyncError(Exception):
    """Something between RowCol and QuickBooks went wrong."""

    what_next = "Look at the run in the admin for the details."

    def __init__(
        self, detail: str = "", *, code: str = "", intuit_tid: str = "", status: int | None = None
    ) -> None:
        super().__init__(detail)
        self.detail, self.code, self.intuit_tid, self.status = detail, code, intuit_tid, status

    def facts(self) -> dict[str, str]:
        """What a log may say of it: the kind, QBO's code and tid; never its detail, which may quote the books."""
        said = {"error": type(self).__name__, "code": self.code, "intuit_tid": self.intuit_tid}
        return {name: value for name, value in said.items() if value}

    def sentence(self) -> str:
        """What went wrong, without what to do about it."""
        return (self.__class__.__doc__ or "").split("\n")[0]

    def __str__(self) -> str:
        facts = ", ".join(
            part
            for part in (
                self.detail,
                self.code and f"code {self.code}",
                self.intuit_tid and f"tid {self.intuit_tid}",
            )
            if part
        )
        return f"{self.sentence()} {self.what_next}" + (f" ({facts})" if facts else "")


class ReconnectNeeded(SyncError):
    """QuickBooks no longer accepts this connection."""

    what_next = "Connect the company again; the mirror is kept and catches up."


class AccessTokenRejected(SyncError):
    """QuickBooks did not accept the access token."""

    what_next = "It is refreshed once by itself."


class Postponed(SyncError):
    """This is not the time to ask QuickBooks.

    Nothing is wrong with the business: its feeds wait until `until` and count no failure.
    """

    what_next = "The work goes on by itself afterwards."

    def __init__(self, detail: str = "", *, until: datetime | None = None, **facts: str) -> None:
        super().__init__(detail, **facts)  # type: ignore[arg-type]
        self.until = until


class SlowDown(Postponed):
    """QuickBooks asked for a pause."""


class CircuitOpen(Postponed):
    """QuickBooks has not answered for a while, so it is not asked for the moment."""

    what_next = "One call tries again soon; when it is answered, all others go on by themselves."


class BudgetSpent(Postponed):
    """The reads that Intuit allows RowCol this month are nearly used up."""

    what_next = "Background reads go on next month; QBO_READ_BUDGET_PER_MONTH says how many there are."


class OutOfTime(SyncError):
    """QuickBooks did not answer in the time that a page can wait."""

    what_next = "The page shows what the mirror knows; it can be asked for again."


class BadQuestion(SyncError):
    """QuickBooks did not understand the request."""

    what_next = "This is a fault in RowCol; it is not retried."


class Refused(SyncError):
    """QuickBooks refused the request under its own rules."""

    what_next = "The detail says which rule; change the document in QuickBooks or the request."


class NotPermitted(SyncError):
    """The connected person or plan may not do this, or the company is read-only."""

    what_next = "Let an administrator of the company check its subscription and connect again."


class WriteBackOff(SyncError):
    """RowCol does not change the books of this company."""

    what_next = (
        "Nothing was sent. Turn write-back on for the business in the admin, and set QBO_WRITE_BACK=yes."
    )


class NotFound(SyncError):
    """QuickBooks has no such object."""

    what_next = "It was deleted, or never was."


class StaleObject(SyncError):
    """Somebody changed the object first."""

    what_next = "It is read again before the next try."


class Unreachable(SyncError):
    """QuickBooks could not be reached, or answered with an error of its own."""

    what_next = "The work is tried again later by itself."


class NoAnswerInTime(Unreachable):
    """QuickBooks did not answer in time."""


class Unreadable(SyncError):
    """QuickBooks answered with something that cannot be read."""

    what_next = "The work is tried again later by itself."


class NotConnected(SyncError):
    """This business is not connected to QuickBooks."""

    what_next = "Connect it first."


class LookBackExceeded(SyncError):
    """The last pull of changes is too long ago for QuickBooks to list them."""

    what_next = "Everything is read afresh."


class UnknownFault(SyncError):
    """QuickBooks refused the request in a way that RowCol has never seen."""

    what_next = "It is not retried; the code and the tid below are what Intuit's support asks for."


class AppNotAccepted(SyncError):
    """QuickBooks does not accept RowCol's own credentials."""

    what_next = "Set QBO_CLIENT_ID and QBO_CLIENT_SECRET to the keys of this environment."


class WrongEnvironment(SyncError):
    """This business was connected in another QuickBooks environment."""

    what_next = "Set QBO_ENVIRONMENT to the one it was connected in, or connect it again here."


class CannotUnseal(SyncError):
    """The stored tokens do not open with any configured key."""

    what_next = "Put the key that sealed them back into TOKEN_ENCRYPTION_KEYS, or connect the company again."


class ConsentDenied(SyncError):
    """QuickBooks was not allowed to share the company."""

    what_next = "Nothing has changed; the connection can be started again at any time."


class ConsentUnproven(SyncError):
    """This answer does not belong to a connection that RowCol started, or it came too late."""

    what_next = "Start the connection again from RowCol."


class CompanyTaken(SyncError):
    """This QuickBooks company is already connected to another business."""

    what_next = "Choose another company, or disconnect the other business first."


class OtherCompany(SyncError):
    """This business is kept from another QuickBooks company."""

    what_next = "Choose the company it was connected to; a different company is a new business."


class ConnectedAgain(SyncError):
    """Somebody connected this business again in the meantime."""

    what_next = "Nothing was erased. Disconnect it and erase it again, if that is still wanted."
