"""What a party is called today: documents keep the name of their own day."""

from collections.abc import Iterable

from core.mirror import ListMirror
from core.models import Business


def todays_names(model: type[ListMirror], business: Business, ids: Iterable[str | None]) -> dict[str, str]:
    """Names by QBO id, in one query; ids that the mirror does not hold are left out."""
    wanted = {qbo_id for qbo_id in ids if qbo_id}
    if not wanted:
        return {}
    return dict(
        model.objects.filter(business=business, qbo_id__in=wanted)
        .exclude(name=None)
        .values_list("qbo_id", "name")
    )
