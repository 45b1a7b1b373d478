"""Events that cannot have happened when they say: they are dated by their delivery, and nobody waits for them."""

from django.db import migrations

CLOSE_ODD_EVENTS = """
UPDATE sync_webhookevent AS event
SET happened_at = delivery.received_at, outcome = 'odd instant',
    handled_at = COALESCE(event.handled_at, delivery.received_at)
FROM sync_webhookdelivery AS delivery
WHERE delivery.id = event.delivery_id
  AND event.happened_at NOT BETWEEN '2000-01-01T00:00:00Z' AND delivery.received_at + interval '1 day'
"""


class Migration(migrations.Migration):
    dependencies = [("sync", "0010_freshness")]

    operations = [migrations.RunSQL(CLOSE_ODD_EVENTS, migrations.RunSQL.noop)]
