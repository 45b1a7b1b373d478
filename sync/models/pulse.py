"""When the processes that work in the background were last alive."""

from django.db import models

from core.ownership import Ownership


class PulseName(models.TextChoices):
    """Who shows that it is alive: main processes of workers, by what they do, beat, and whoever does tasks."""

    WORKER = "worker"
    BELLS = "bells"
    CHORES = "chores"
    BEAT = "beat"
    TASKS = "tasks"


class Pulse(models.Model):
    """One row a kind of process; several workers share one, since any of them does the work."""

    name = models.CharField(max_length=20, primary_key=True, choices=PulseName.choices)
    at = models.DateTimeField()

    ownership = Ownership.OPERATIONAL

    def __str__(self) -> str:
        return f"{self.name}, alive at {self.at.isoformat(timespec='seconds')}"
