"""What broke in RowCol itself has a column of its own, and events that cannot have happened when they say are closed."""

from django.db import migrations, models

CLOSE_ODD_EVENTS = """
UPDATE sync_webhookevent AS event
SET happened_at = delivery.received_at, outcome = 'odd instant',
    handled_at = COALESCE(event.handled_at, delivery.received_at)
FROM sync_webhookdelivery AS delivery
WHERE delivery.id = event.delivery_id
  AND event.happened_at NOT BETWEEN '2000-01-01T00:00:00Z' AND delivery.received_at + interval '1 day'
"""


class Migration(migrations.Migration):
    dependencies = [("sync", "0014_writes")]

    operations = [
        migrations.RunSQL(CLOSE_ODD_EVENTS, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="syncrun",
            name="stumble",
            field=models.TextField(
                blank=True, default="", help_text="What broke in RowCol itself; nobody else's words."
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="syncrun",
            name="error",
            field=models.TextField(blank=True, help_text="What people are told."),
        ),
        migrations.AlterField(
            model_name="pulse",
            name="name",
            field=models.CharField(
                choices=[("worker", "Worker"), ("bells", "Bells"), ("beat", "Beat"), ("tasks", "Tasks")],
                max_length=20,
                primary_key=True,
                serialize=False,
            ),
        ),
    ]
