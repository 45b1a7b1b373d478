"""What is posted about one issue of the tray."""

from datetime import datetime

from django import forms

from runway.calculators.hygiene.issue import Kind
from runway.models import Verdict
from runway.services.settling import Word
from runway.services.tray_page import Show


class WordForm(forms.Form):
    """One word on one issue; `seen` is the instant of the word that the person had before them."""

    kind = forms.ChoiceField(choices=[(kind.value, kind.value) for kind in Kind])
    entity = forms.CharField(max_length=40, required=False)
    qbo_id = forms.CharField(max_length=60, required=False, strip=False)
    verdict = forms.ChoiceField(choices=Verdict.choices, required=False)
    note = forms.CharField(max_length=2000, required=False)
    seen = forms.CharField(max_length=40, required=False)
    show = forms.ChoiceField(choices=[(show.value, show.value) for show in Show], required=False)

    def clean_seen(self) -> datetime | None:
        """The instant itself; an instant without a zone was never given out by a page."""
        said = self.cleaned_data["seen"]
        try:
            at = datetime.fromisoformat(said) if said else None
        except ValueError:
            raise forms.ValidationError("Not an instant.") from None
        if at is not None and at.tzinfo is None:
            raise forms.ValidationError("Not an instant.")
        return at

    @property
    def word(self) -> Word:
        said = self.cleaned_data
        return Word(
            kind=Kind(said["kind"]),
            entity=said["entity"],
            qbo_id=said["qbo_id"],
            verdict=Verdict(said["verdict"]),
            note=said["note"],
            seen_at=said["seen"],
        )

    @property
    def show_again(self) -> Show:
        return Show(self.cleaned_data.get("show") or Show.OPEN)
