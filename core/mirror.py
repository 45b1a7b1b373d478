"""The mirror idea: a QBO entity is declared once, as a model whose columns name their JSON paths.

`Bill.qbo = Entity("Bill", {...})` serves backfill, changes, live reads, admin, system checks, docs and tests alike.
Only `sync/merge.py` writes mirrors; everything else reads them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NoReturn

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q

from core.ownership import Ownership

REFERENCE_LISTS = "Active IN (true, false)"


class MirrorIsReadOnly(TypeError):
    """Mirrors are written by sync/merge.py alone; change the books in QBO, or keep your data in a table of your own."""


@dataclass(frozen=True)
class Entity:
    """How QBO names an entity and where each column lies in its JSON (dotted paths).

    where     condition that every query carries (inactive list rows hide without it, API_FACTS 2.3)
    key       JSON keys that identify an object; joined by ":" where there is no `Id`
    in_cdc    whether change data capture carries it (API_FACTS 3)
    by_time   whether it can be filtered and sorted by MetaData.LastUpdatedTime
    aliases   other keys under which answers carry it
    wrapped   rows come as {"<Type>": {...}}; paths are relative to the inner object, "@type" is the wrapper's key
    """

    name: str
    columns: Mapping[str, str]
    where: str = ""
    key: tuple[str, ...] = ("Id",)
    in_cdc: bool = True
    by_time: bool = True
    aliases: tuple[str, ...] = ()
    wrapped: bool = False


@dataclass(frozen=True)
class Lines:
    """Where a child mirror's rows lie in its parent's JSON: one row per line, or per linked transaction of a line.

    each   key of a list inside the line; paths that start with it are read from the linked item
    once   columns stated on the first linked item only, since QBO gives them for the whole line
    """

    parent: "type[Mirror]"
    path: str
    columns: Mapping[str, str]
    each: str = ""
    once: tuple[str, ...] = ()


class ReadOnlyQuerySet(models.QuerySet):
    """Local reads; every write is refused."""

    def _refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise MirrorIsReadOnly(f"{self.model._meta.label} is a mirror of QBO: {MirrorIsReadOnly.__doc__}")

    create = bulk_create = bulk_update = update = delete = get_or_create = update_or_create = _refuse


class LineQuerySet(ReadOnlyQuerySet):
    """Lines of documents that still exist: the merge takes a deleted document's lines away."""

    def of(self, business: Any) -> "LineQuerySet":
        """All lines of one business, by document and position."""
        return self.filter(business=business).order_by("parent_qbo_id", "position")


class MirrorQuerySet(ReadOnlyQuerySet):
    """Mirrored objects, the deleted ones among them until `of` leaves them out."""

    def of(self, business: Any) -> "MirrorQuerySet":
        """Rows of one business that still exist in QBO."""
        return self.filter(business=business, deleted_at=None)

    def voided(self) -> "MirrorQuerySet":
        """Documents emptied by a void: QBO leaves a zero total and a marker in the note (API_FACTS 9.21)."""
        marked = Q()
        for marker in settings.QBO_VOID_MARKERS:
            marked |= Q(note__startswith=marker)
        return self.filter(marked, total=0)


class MirrorManager(models.Manager.from_queryset(MirrorQuerySet)):  # type: ignore[misc]
    """Leaves the payload in the database: page queries never load it."""

    def get_queryset(self) -> MirrorQuerySet:
        return super().get_queryset().defer("payload")


def business_of_mirror() -> models.ForeignKey:
    """Whose books a row is from. The merge holds the business once a page instead of a foreign key check a row."""
    return models.ForeignKey(
        "core.Business", models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )


class ReadOnly(models.Model):
    """A table that only the merge writes."""

    ownership: ClassVar[Ownership] = Ownership.MIRRORED

    class Meta:
        abstract = True

    def save(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise MirrorIsReadOnly(f"{self._meta.label} is a mirror of QBO: {MirrorIsReadOnly.__doc__}")

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise MirrorIsReadOnly(f"{self._meta.label} is a mirror of QBO: {MirrorIsReadOnly.__doc__}")


class Mirror(ReadOnly):
    """One QBO object as QBO last gave it. Mapped columns are nullable: a tombstone may come before its object."""

    business = business_of_mirror()
    qbo_id = models.TextField()
    sync_token = models.BigIntegerField(null=True)
    qbo_updated_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    payload = models.JSONField(null=True)

    qbo: ClassVar[Entity]
    objects = MirrorManager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["business", "qbo_id"], name="%(app_label)s_%(class)s_key")
        ]

    def __str__(self) -> str:
        return f"{self.qbo.name} {self.qbo_id}"


class ListMirror(Mirror):
    """A name list: rows are made inactive, or merged into another, never deleted (API_FACTS 1.5, 9.4)."""

    name = models.TextField(null=True)
    active = models.BooleanField(null=True)
    merged_into = models.TextField(null=True)

    class Meta(Mirror.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name or super().__str__()


class DocumentMirror(Mirror):
    """A dated transaction with an amount in its own currency."""

    doc_number = models.TextField(null=True)
    txn_on = models.DateField(null=True)
    currency = models.TextField(null=True)
    exchange_rate = models.DecimalField(max_digits=24, decimal_places=12, null=True)
    total = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    note = models.TextField(null=True)

    class Meta(Mirror.Meta):
        abstract = True
        indexes = [models.Index(fields=["business", "txn_on"], name="%(app_label)s_%(class)s_by_day")]

    def __str__(self) -> str:
        return f"{self.qbo.name} {self.doc_number or self.qbo_id}"


DOCUMENT = {
    "doc_number": "DocNumber",
    "txn_on": "TxnDate",
    "currency": "CurrencyRef.value",
    "exchange_rate": "ExchangeRate",
    "total": "TotalAmt",
    "note": "PrivateNote",
}


class LineMirror(ReadOnly):
    """A line of a mirrored document, replaced as a set with its parent and never versioned alone."""

    pk = models.CompositePrimaryKey("business_id", "parent_qbo_id", "position")
    business = business_of_mirror()
    parent_qbo_id = models.TextField()
    position = models.IntegerField()

    qbo: ClassVar[Lines]
    objects = LineQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.qbo.parent.qbo.name} {self.parent_qbo_id} line {self.position}"


def Money(**options: Any) -> models.DecimalField:
    """An amount in the document's currency, as QBO sent it."""
    return models.DecimalField(max_digits=24, decimal_places=6, null=True, **options)


def Text(**options: Any) -> models.TextField:
    """Text or a QBO id; None where QBO sent none."""
    return models.TextField(null=True, **options)


def by_account(name: str) -> models.Index:
    """Lines are asked for by the account that they touch."""
    return models.Index(fields=["business", "account_id"], name=name)


def still_open(name: str, amount: str) -> models.Index:
    """The few documents of many that still have an amount open."""
    return models.Index(fields=["business"], condition=Q(deleted_at=None) & ~Q(**{amount: 0}), name=name)


def mirrors() -> list[type[Mirror]]:
    """Every mirrored entity: each installed model that is a `Mirror`. There is no other registry."""
    return [model for model in apps.get_models() if issubclass(model, Mirror)]


def line_mirrors() -> list[type[LineMirror]]:
    """Every child mirror."""
    return [model for model in apps.get_models() if issubclass(model, LineMirror)]


def children_of(model: type[Mirror]) -> list[type[LineMirror]]:
    """The child mirrors whose rows lie in this entity's JSON."""
    return [child for child in line_mirrors() if child.qbo.parent is model]


def mirror_named(name: str) -> type[Mirror] | None:
    """The mirror of a QBO entity, by its name or an alias in any case; None where it is not mirrored."""
    wanted = name.lower()
    for model in mirrors():
        if wanted in {known.lower() for known in (model.qbo.name, *model.qbo.aliases)}:
            return model
    return None


def mirror_of(name: str) -> type[Mirror]:
    """The same, for a caller who knows that there is one: else KeyError."""
    model = mirror_named(name)
    if model is None:
        raise KeyError(f"{name} is not mirrored")
    return model


OWN_COLUMNS = {
    "pk",
    "id",
    "business",
    "qbo_id",
    "sync_token",
    "qbo_updated_at",
    "read_at",
    "deleted_at",
    "payload",
} | {
    "parent_qbo_id",
    "position",
    "merged_into",
}


def mapped_fields(model: type[Mirror] | type[LineMirror]) -> Iterator[models.Field]:
    """The columns that come out of QBO's JSON, in model order."""
    return (field for field in model._meta.concrete_fields if field.name not in OWN_COLUMNS)
