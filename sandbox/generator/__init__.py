"""Founds companies: seeded, deterministic, two years of history that agrees with itself to the cent."""

from collections.abc import Callable
from datetime import datetime

from sandbox.books.company import Company
from sandbox.books.money import PACIFIC, epoch_of
from sandbox.generator import desk
from sandbox.generator.bulk import fill
from sandbox.generator.kind import Kind
from sandbox.generator.kinds import KINDS
from sandbox.generator.life import begin, live
from sandbox.generator.office import Office
from sandbox.store import Store


def found(
    store: Store,
    kind: str,
    *,
    seed: int,
    name: str | None = None,
    scale: float = 1.0,
    objects: int | None = None,
    same_second: int = 0,
    until: datetime,
    days: int = 730,
    realm: str | None = None,
    hidden_payroll: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Company:
    """A company with `days` of history up to `until`, two years unless said; same seed, same books.

    `scale` multiplies the size by imported bills and invoices (0: only the lists of an empty company); `objects` asks
    for a total instead (up to a million); `same_second` of the imported ones share one LastUpdatedTime.
    With `hidden_payroll` its payroll moves the bank, but no document of it can be read by the API. Raises
    ValueError for an unknown kind or a realm that exists, AssertionError when the books disagree.
    """
    own = _kind(kind)
    tell = progress or (lambda text: None)
    with store.transaction():
        company = Company(store, realm or free_realm(store, seed), quiet=True)
        _register(store, company, kind, seed, name or own.name, until)
        with company.hold():
            office = begin(
                company, own, seed, name, until, days=days, with_life=scale > 0, hidden_payroll=hidden_payroll
            )
            if scale > 0:
                tell(f"{name or own.name}: living {days} days up to {until:%Y-%m-%d}")
                live(office, until.astimezone(PACIFIC).date())
        _grow(office, scale, objects, same_second, tell)
        if scale > 0:
            desk.keep(store, office)
        company.check_balance()
    tell(f"{name or own.name}: {_count(store, company.realm):,} objects, the books balance")
    return company


def _kind(kind: str) -> Kind:
    if kind not in KINDS:
        raise ValueError(f"unknown kind of company {kind!r}; there are: {', '.join(sorted(KINDS))}")
    return KINDS[kind]


def free_realm(store: Store, seed: int) -> str:
    """A realm id that no company has: 16 digits, the same for the same seed in an empty folder."""
    realm = 9341450000000000 + seed * 7919
    while next(iter(store.rows("SELECT 1 FROM company WHERE realm = ?", str(realm))), None):
        realm += 1
    return str(realm)


def _register(store: Store, company: Company, kind: str, seed: int, name: str, until: datetime) -> None:
    if next(iter(store.rows("SELECT 1 FROM company WHERE realm = ?", company.realm)), None):
        raise ValueError(f"realm {company.realm} exists already")
    sql = "INSERT INTO company (realm, kind, seed, name, created_at) VALUES (?, ?, ?, ?, ?)"
    store.rows(sql, company.realm, kind, seed, name, epoch_of(until))


def _grow(
    office: Office, scale: float, objects: int | None, same_second: int, tell: Callable[[str], None]
) -> None:
    there = _count(office.company.store, office.company.realm)
    wanted = objects if objects is not None else int(there * scale) if scale > 1 else there
    if scale > 0 and wanted > there:
        fill(office, wanted - there, same_second, tell)


def _count(store: Store, realm: str) -> int:
    found: int = next(iter(store.rows("SELECT COUNT(*) FROM object WHERE realm = ? AND deleted = 0", realm)))[
        0
    ]
    return found
