"""Why an alert is open: a value that facts give and that the book of alerts compares with what it holds."""

from dataclasses import dataclass

from sync.models import Alert, AlertKind

Identity = tuple[str, int | None, str]


@dataclass(frozen=True, slots=True)
class AlertCause:
    """One thing that is wrong now. Without a business it is wrong with RowCol itself; `words` say what is so."""

    kind: AlertKind
    words: str
    business_id: int | None = None
    subject: str = ""

    @property
    def identity(self) -> Identity:
        """By which two causes are the same, whatever their words."""
        return (self.kind.value, self.business_id, self.subject)


def identity_of(alert: Alert) -> Identity:
    """The identity of the cause that an alert was opened for."""
    return (alert.kind, alert.business_id, alert.subject)
