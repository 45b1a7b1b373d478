"""Which documents hang together: named in each other's lines, or written to a party that another has swallowed."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from core.mirror import (
    DocumentMirror,
    LineMirror,
    Mirror,
    children_of,
    line_mirrors,
    mapped_fields,
    mirror_named,
    mirrors,
)
from core.models import Business
from core.openitems import ENTITY_OF_LINK

Documents = dict[type[Mirror], set[str]]
Instants = dict[str, datetime]
PARTY_COLUMNS = {"Customer": ("customer_id", "party_id"), "Vendor": ("vendor_id", "party_id")}


@dataclass
class Along:
    """Documents to be read along with others, and the instant that the reading must not lie before."""

    wanted: dict[type[Mirror], Instants] = field(default_factory=lambda: defaultdict(dict))

    def add(self, documents: Documents, at: datetime) -> None:
        for model, qbo_ids in documents.items():
            known = self.wanted[model]
            known.update({qbo_id: max(at, known.get(qbo_id, at)) for qbo_id in qbo_ids})

    def outdated(self, business: Business) -> Iterator[tuple[type[Mirror], set[str]]]:
        """By entity, by name: those that the mirror has, as they were before that instant."""
        for model, wanted in sorted(self.wanted.items(), key=lambda one: one[0].qbo.name):
            seen = read_at(business, model, wanted)
            yield model, {qbo_id for qbo_id, at in wanted.items() if qbo_id in seen and seen[qbo_id] < at}


def read_at(business: Business, model: type[Mirror], qbo_ids: Collection[str]) -> Instants:
    """As of when the mirror knows each of these; what it has never seen is left out."""
    rows = model.objects.filter(business=business, qbo_id__in=qbo_ids)
    return dict(rows.values_list("qbo_id", "read_at"))


def named_by(business: Business, model: type[Mirror], qbo_ids: Collection[str]) -> Documents:
    """What the mirrored lines of these documents name: what a payment pays, what a deposit banks (API_FACTS 9.5)."""
    found: Documents = defaultdict(set)
    for child in filter(_has_links, children_of(model)):
        lines: Any = child.objects.filter(business=business, parent_qbo_id__in=qbo_ids)
        for kind, qbo_id in lines.exclude(linked_id=None).values_list("linked_type", "linked_id").distinct():
            linked = linked_model(kind or "")
            if linked is not None:
                found[linked].add(qbo_id)
    return found


def naming(business: Business, model: type[Mirror], qbo_ids: Collection[str]) -> Documents:
    """The documents whose mirrored lines name these: a void or a deletion leaves their amounts unapplied."""
    found: Documents = defaultdict(set)
    for child in filter(_has_links, line_mirrors()):
        lines: Any = child.objects.filter(business=business)
        for kind, parent in (
            lines.filter(linked_id__in=qbo_ids).values_list("linked_type", "parent_qbo_id").distinct()
        ):
            if linked_model(kind or "") is model:
                found[child.qbo.parent].add(parent)
    return found


def written_to(business: Business, model: type[Mirror], qbo_id: str) -> Documents:
    """The mirrored documents that name this party or account: a merge re-points them, and they do not say so."""
    found: Documents = defaultdict(set)
    for document in mirrors():
        if issubclass(document, DocumentMirror) and (own := _any_of(document, model, qbo_id)):
            found[document] |= set(document.objects.of(business).filter(own).values_list("qbo_id", flat=True))
    for child in line_mirrors():
        if own := _any_of(child, model, qbo_id):
            parents = (
                child.objects.filter(business=business).filter(own).values_list("parent_qbo_id", flat=True)
            )
            found[child.qbo.parent] |= set(parents)
    return {document: ids for document, ids in found.items() if ids}


def linked_model(kind: str) -> type[Mirror] | None:
    """The mirror of a link's type, which is not always its name (API_FACTS 9.5); None where it is not mirrored."""
    if kind.startswith("BillPayment"):
        return mirror_named("BillPayment")
    return mirror_named(ENTITY_OF_LINK.get(kind, "Payment" if kind == "ReceivePayment" else kind))


def _has_links(child: type[LineMirror]) -> bool:
    return {"linked_id", "linked_type"} <= {column.name for column in mapped_fields(child)}


def _any_of(where: type[Mirror] | type[LineMirror], model: type[Mirror], qbo_id: str) -> Q:
    """The condition that one of the columns that may name such an object does; empty where there is none."""
    condition = Q()
    for column in _columns(where, model.qbo.name):
        condition |= Q(**{column: qbo_id})
    return condition


def _columns(where: type[Mirror] | type[LineMirror], entity: str) -> Iterator[str]:
    for column in mapped_fields(where):
        own = PARTY_COLUMNS.get(entity, ())
        if column.name in own or (entity == "Account" and column.name.endswith("account_id")):
            yield column.name
