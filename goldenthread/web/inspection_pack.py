"""The inspection pack: which rounds, which full records, and by what framework."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldenthread.people.roles import Permission
from goldenthread.reports import build, queries
from goldenthread.web.downloads import file_to_keep
from goldenthread.web.fields import PageForm
from goldenthread.web.guards import Person, allowed, shows

MOST_RECORDS = 30


class PackForm(PageForm):
    """The rounds, the references of audits, and the words of the framework."""

    rounds = forms.MultipleChoiceField(
        label="Rounds", widget=forms.CheckboxSelectMultiple,
        help_text="Their moderation, actions and re-audits go into the pack.",
        error_messages={"required": "Select the rounds that the pack is about"},
    )  # fmt: skip
    audits = forms.CharField(
        label="Full records", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"References of audits, such as AUD-7K3M9QX2TA, at most {MOST_RECORDS}.",
    )  # fmt: skip
    framework = forms.CharField(
        label="Quality assurance framework", required=False, max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="The text by which audits are done here. It goes into the pack and is not kept.",
    )  # fmt: skip

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.known = {each.code: each for each in queries.rounds_to_report(person)}
        self.fields["rounds"].choices = [(code, r.title) for code, r in self.known.items()]  # type: ignore[attr-defined]

    def clean_audits(self) -> list[Any]:
        """The audits handed in that these references name, each once."""
        refs = dict.fromkeys(self.cleaned_data["audits"].replace(",", " ").split())
        if len(refs) > MOST_RECORDS:
            raise forms.ValidationError(f"Enter at most {MOST_RECORDS} references.")
        found = []
        for ref in refs:
            audit = queries.audit_for_paper(self.person, ref, "record")
            if audit is None:
                raise forms.ValidationError(f"There is no audit {ref} that is handed in.")
            found.append(audit)
        return found


def inspection_pack(request: HttpRequest) -> HttpResponse:
    """Choose what goes in; the answer is the file. Nothing is changed, and every read is recorded."""
    person = allowed(request, Permission.REPORT_FINALISE)
    form = PackForm(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        rounds = queries.in_time([form.known[code] for code in said["rounds"]])
        made = build.inspection_pack(
            build.gather(person, *rounds), records=said["audits"], framework=said["framework"]
        )
        shows(request, "inspection_pack", *made.refs)
        return file_to_keep(made.data, f"inspection-pack-{rounds[0].code}.zip")
    return render(request, "reports/inspection_pack.html", {"form": form})
