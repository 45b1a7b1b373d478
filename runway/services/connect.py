"""Flow: mirrored. The connection pages: every business a person may see and how it stands with QuickBooks."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from core.access import May, Reach, firms_where, visible_businesses
from core.models import Business
from runway import words
from runway.services.as_of import as_of
from runway.services.connect_known import known
from runway.services.connect_page import ConnectionPage, EntityRow, Listing, Pill, ReadPanel, Row, Step
from sync.orchestrators.connections import (
    ConnectionFacts,
    ConnectionState,
    EntityLoad,
    FirstRead,
    Stage,
    connections_of,
    first_read_of,
)

PILLS = {
    ConnectionState.NEVER: Pill("grey", "Not connected"),
    ConnectionState.LIVE: Pill("green", "Connected"),
    ConnectionState.BROKEN: Pill("red", "Consent needed"),
    ConnectionState.ENDED: Pill("grey", "Disconnected"),
    ConnectionState.ELSEWHERE: Pill("amber", "Other environment"),
}
FIRST_READ = Pill("info", "First read")
ACTS = {ConnectionState.NEVER: "Connect", ConnectionState.LIVE: "Connect again"}
APART = {
    ConnectionState.NEVER: "Not connected.",
    ConnectionState.BROKEN: "QuickBooks takes the consent no longer.",
    ConnectionState.ENDED: "Disconnected.",
    ConnectionState.ELSEWHERE: "Connected in another environment of QuickBooks.",
}
CONSENTS = {
    ConnectionState.NEVER: "Waited for",
    ConnectionState.LIVE: "Given",
    ConnectionState.BROKEN: "Needed again",
    ConnectionState.ENDED: "Ended",
    ConnectionState.ELSEWHERE: "Given in another environment",
}
HELD = (ConnectionState.LIVE, ConnectionState.BROKEN, ConnectionState.ELSEWHERE)
HOME_ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")


class ConnectService:
    """Makes the pages of one person; asks QBO nothing."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.reach = Reach(user)

    def listing(self, now: datetime) -> Listing:
        """Every business, and where new clients may be added; the number of queries is the same for any number."""
        firms = tuple((firm.slug, firm.name) for firm in firms_where(self.user, May.CONNECT))
        return Listing(self._rows(now), firms, zones() if firms else ())

    def of_company(self, realm_id: str, now: datetime) -> Listing:
        """Those of the person's businesses that are of this company; the number itself opens nothing."""
        return Listing(tuple(row for row in self._rows(now) if realm_id and row.realm_id == realm_id))

    def page(self, business: Business, now: datetime) -> ConnectionPage:
        """One business: its connection, the first read, and what this person may do."""
        facts = connections_of([business])[business.pk]
        read = first_read_of(business)
        row, panel = self._row(business, facts, now), _panel(read, facts, business)
        may = self._may_connect(business)
        return ConnectionPage(
            business.name,
            business.slug,
            row,
            consent_ends_at=_local(facts.consent_ends_at, business),
            last_ok_at=_local(facts.last_ok_at, business),
            steps=_steps(facts, panel),
            read=panel,
            known=known(business, read, now),
            may_connect=may,
            may_let_go=may and facts.state in HELD,
            may_erase=may and facts.state is not ConnectionState.NEVER,
            may_mark=May.SET in self.reach.rights(business.firm_id, business.pk),
        )

    def _rows(self, now: datetime) -> tuple[Row, ...]:
        businesses = list(visible_businesses(self.user).select_related("firm"))
        known = connections_of(businesses)
        return tuple(
            sorted((self._row(b, known[b.pk], now) for b in businesses), key=_who_needs_someone_first)
        )

    def _row(self, business: Business, facts: ConnectionFacts, now: datetime) -> Row:
        unread = facts.state is ConnectionState.LIVE and not facts.is_read
        return Row(
            business.name,
            business.slug,
            business.firm.name,
            FIRST_READ if unread else PILLS[facts.state],
            facts.company,
            facts.realm_id,
            since=_local(facts.connected_at, business) if facts.state is ConnectionState.LIVE else None,
            stopped=_local(facts.stopped_at, business),
            why=facts.why,
            as_of=as_of(facts.as_of, now, business.timezone, connected=facts.state is ConnectionState.LIVE),
            act=ACTS.get(facts.state, "Reconnect") if self._may_connect(business) else "",
        )

    def _may_connect(self, business: Business) -> bool:
        return May.CONNECT in self.reach.rights(business.firm_id, business.pk)


def zones() -> tuple[str, ...]:
    """The time zones to choose from, those of most clients first."""
    rest = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return HOME_ZONES + tuple(name for name in rest if name not in HOME_ZONES)


def _who_needs_someone_first(row: Row) -> tuple[int, str]:
    tones = ("red", "amber", "info", "grey", "green")
    return (tones.index(row.pill.tone), row.name)


def _panel(read: FirstRead, facts: ConnectionFacts, business: Business) -> ReadPanel:
    rows = tuple(_entity_row(entity) for entity in read.entities)
    return ReadPanel(
        stage=read.stage,
        apart=APART.get(facts.state, ""),
        rows=rows,
        whole=sum(entity.is_whole for entity in read.entities),
        kinds=len(rows),
        objects=sum(row.read for row in rows),
        calls=read.calls,
        started_at=_local(read.started_at, business),
        error=read.error,
        next_try_at=_local(read.next_try_at, business),
        follow=facts.state is ConnectionState.LIVE and read.stage is not Stage.DONE,
    )


def _entity_row(load: EntityLoad) -> EntityRow:
    return EntityRow(words.documents(load.entity), load.read, _load_pill(load), load.not_given)


def _load_pill(load: EntityLoad) -> Pill:
    if load.not_given:
        return Pill("amber", "Not given")
    if load.is_whole:
        return Pill("green", "Complete")
    return Pill("info", "Reading") if load.has_begun else Pill("grey", "Waiting")


def _steps(facts: ConnectionFacts, read: ReadPanel) -> tuple[Step, ...]:
    held, done = facts.state is ConnectionState.LIVE, read.stage == Stage.DONE
    company = facts.company or (f"ID {facts.realm_id}" if facts.realm_id else "Not chosen")
    return tuple(
        Step(name, state, text)
        for name, state, text in (
            ("Consent in QuickBooks", "done" if held else "now", CONSENTS[facts.state]),
            ("Company", "done" if facts.realm_id else "later", company),
            ("First read", "done" if done else "now" if held else "later", _how_far(read)),
            ("Digest", *_digest_step(held, done)),
        )
    )


def _digest_step(held: bool, done: bool) -> tuple[str, str]:
    """Books that were read whole keep their digest when the connection ends, and the step to take is another."""
    if not done:
        return "later", "After the first read"
    return ("now", "Ready") if held else ("done", "As the books were last read")


def _how_far(read: ReadPanel) -> str:
    return "Complete" if read.whole == read.kinds else f"{read.whole} of {read.kinds} kinds of object"


def _local(at: datetime | None, business: Business) -> datetime | None:
    return at.astimezone(ZoneInfo(business.timezone)) if at else None
