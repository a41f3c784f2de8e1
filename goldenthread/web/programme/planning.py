"""The plan of a round as a form: tool, mode, review period, due date, who moderates what."""

from datetime import date
from typing import Any

from django import forms

from goldenthread.journal.changes import today
from goldenthread.people.queries import vocabulary
from goldenthread.programme.changes import PLANNED
from goldenthread.programme.queries import months_before, working_day_after
from goldenthread.tools.form.subjects import fits
from goldenthread.tools.queries import form as tool_form
from goldenthread.tools.queries import offered_scales, offered_versions, version_by_ref
from goldenthread.web.fields import DateField, PageForm

MODES = ("record", "with_worker", "jointly")
SHORTCUTS = ("5", "10", "20")
MODERATION = [
    ("none", "None"),
    ("rate", "A share of the audits, chosen at random"),
    ("below", "Every audit below the standard"),
    ("both", "A share chosen at random, and every audit below the standard"),
    ("all", "All audits"),
]
MOST_TICKED = 6  # steps of a scale that can be ticked one by one
USUAL_RATE = 10


class DueForm(PageForm):
    """A due date: so many working days from today, or another date."""

    due = forms.ChoiceField(label="When are the audits due?", widget=forms.RadioSelect)
    due_on = DateField(label="Due date", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = [
            (n, f"In {n} working days ({_day(working_day_after(today(), int(n)))})")
            for n in SHORTCUTS
        ]
        self.fields["due"].choices = [*days, ("other", "Another date")]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        chosen = data.get("due")
        if chosen in SHORTCUTS:
            data["due_on"] = working_day_after(today(), int(chosen))
        elif chosen == "other" and "due_on" not in self.errors:
            if data.get("due_on") is None:
                self.add_error("due_on", "Enter the due date")
            elif data["due_on"] < today():
                self.add_error("due_on", "Due date must be today or later")
        return data


class RestrictionForm(PageForm):
    """Whether a round is restricted from its first moment, and why."""

    is_restricted = forms.BooleanField(
        label="Restricted: only the people named on it may see this round",
        required=False,
        help_text="For an allegation against staff, a member of staff’s own family, or where many "
        "people would look. You and its auditors are named first.",
    )
    restricted_why = forms.CharField(
        label="Why is it restricted?", required=False, max_length=500,
        help_text="Only for a restricted round. No names.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("is_restricted") and not data.get("restricted_why", "").strip():
            self.add_error("restricted_why", "Enter why this round is restricted")
        return data

    @property
    def restricted_because(self) -> str:
        """The reason; empty for a round that is not restricted."""
        data = self.cleaned_data
        return str(data["restricted_why"]) if data["is_restricted"] else ""


class PlanForm(DueForm):
    """What every round needs to be told, whichever way its cases come in."""

    title = forms.CharField(
        label="Title of the round",
        max_length=120,
        help_text="For example, Care leavers, spring 2026",
        error_messages={"required": "Enter a title for the round"},
    )
    tool = forms.ChoiceField(label="Audit tool")
    mode = forms.ChoiceField(label="How are the audits done?", widget=forms.RadioSelect)
    period_from = DateField(label="Review period from", required=False)
    period_to = DateField(label="Review period to", required=False)
    moderation = forms.ChoiceField(
        label="Which audits are moderated?", widget=forms.RadioSelect, choices=MODERATION
    )
    rate = forms.IntegerField(
        label="Share to moderate", min_value=1, max_value=100, required=False,
        error_messages={
            "min_value": "Share to moderate must be from 1 to 100 per cent",
            "max_value": "Share to moderate must be from 1 to 100 per cent",
            "invalid": "Share to moderate must be a whole number, such as 10",
        },
    )  # fmt: skip
    grades = forms.MultipleChoiceField(
        label="Besides, every audit with one of these grades", required=False,
        help_text="Only grades that the tool chosen above gives.",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    firsts = forms.IntegerField(
        label="Besides, the first audits that a new auditor ever hands in: how many",
        min_value=0, max_value=20, required=False,
    )  # fmt: skip
    blind = forms.BooleanField(
        label="Moderate blind",
        required=False,
        help_text="Moderators grade each case themselves, without seeing the auditor’s grades or reasons. "
        "Nobody who sees every audit can moderate this round.",
    )
    days = forms.IntegerField(
        label="Working days within which a submitted audit is moderated (optional)",
        min_value=1, max_value=60, required=False,
    )  # fmt: skip

    is_training = forms.BooleanField(
        label="Training round: real cases, audited to learn auditing",
        required=False,
        help_text="Every audit is moderated and talked through with its auditor. None of them is in "
        "any figure or report.",
    )

    def __init__(self, *args: Any, listed: str = "", **kwargs: Any) -> None:
        """`listed`: the kind of subject of the list that the cases come from, where there is one."""
        super().__init__(*args, **kwargs)
        words = vocabulary()
        offered = [v for v in offered_versions() if not listed or fits(v.subject, listed)]
        self.fields["tool"].choices = [(v.ref, _tool_label(v)) for v in offered]  # type: ignore[attr-defined]
        self.fields["mode"].choices = [(mode, words("mode", mode)) for mode in MODES]  # type: ignore[attr-defined]
        self.fields["grades"].choices = [(key, words("grade", key)) for key in _known_grades()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        version = version_by_ref(data.get("tool", ""))
        if version is None:
            return data
        data["tool_version"] = version
        self._period(data, tool_form(version).look_back_months)
        data["moderation_rule"] = self._rule(data, version)
        return data

    def _period(self, data: dict[str, Any], months: int) -> None:
        """An end that is not said is today; a beginning that is not said is the tool's look-back."""
        if "period_to" in self.errors or "period_from" in self.errors:
            return
        data["period_to"] = data.get("period_to") or today()
        data["period_from"] = data.get("period_from") or months_before(data["period_to"], months)
        if data["period_to"] < data["period_from"]:
            self.add_error(
                "period_to", "Review period to must be the same as or after its beginning"
            )

    def _rule(self, data: dict[str, Any], version: Any) -> dict[str, Any]:
        chosen, scale = data.get("moderation"), tool_form(version).scale
        rate = data.get("rate") or USUAL_RATE
        below, keys = below_standard(version), scale.keys if scale else ()
        if chosen in ("below", "both") and not below:
            self.add_error(
                "moderation", "This tool gives no grades. Choose a share, all audits or none."
            )
        wanted = {*data.get("grades", []), *(below if chosen in ("below", "both") else [])}
        if strange := sorted(wanted - set(keys)):
            names = ", ".join(vocabulary()("grade", key) for key in strange)
            self.add_error("grades", f"This tool does not give: {names}. Leave that out.")
        return {
            "rate": {"rate": rate, "both": rate, "all": 100}.get(chosen or "", 0),
            "grades": [key for key in keys if key in wanted],
            **{name: data[name] for name in ("firsts", "blind", "days") if data.get(name)},
        }

    @property
    def plan(self) -> dict[str, Any]:
        """The keyword arguments that a round is created or planned with."""
        return {name: self.cleaned_data[name] for name in PLANNED}


def below_standard(version: Any) -> list[str]:
    """The grades of a tool that do not meet its standard, in the scale's order."""
    scale = tool_form(version).scale
    return [step.key for step in scale.steps if not step.meets_standard] if scale else []


def moderation_chosen(rule: dict[str, Any], version: Any) -> dict[str, Any]:
    """A stored rule as the form has it."""
    rate, below, grades = rule.get("rate", 0), below_standard(version), rule.get("grades", [])
    has_below = bool(below) and set(below) <= set(grades)
    usual = {(True, True): "both", (True, False): "rate", (False, True): "below"}
    return {
        "moderation": "all" if rate == 100 else usual.get((bool(rate), has_below), "none"),
        "rate": rate or USUAL_RATE,
        "grades": [key for key in grades if not has_below or key not in below],
        "firsts": int(rule.get("firsts") or 0),
        "blind": bool(rule.get("blind")),
        "days": rule.get("days"),
    }


def moderation_words(rule: dict[str, Any], version: Any) -> str:
    """A moderation rule as a person reads it."""
    chosen, words = moderation_chosen(rule, version), vocabulary()
    if chosen["moderation"] == "all":
        return "All audits" + _how(chosen)
    parts = [f"{rule['rate']}% of the audits, chosen at random"] if rule.get("rate") else []
    if chosen["moderation"] in ("below", "both"):
        parts.append("every audit below the standard")
    if chosen["grades"]:
        names = " or ".join(words("grade", key) for key in chosen["grades"])
        parts.append(f"every audit graded {names}")
    if chosen["firsts"]:
        many = "first audit" if chosen["firsts"] == 1 else f"first {chosen['firsts']} audits"
        parts.append(f"every new auditor’s {many}")
    text = (", and ".join(parts) or "none") + _how(chosen)
    return text[0].upper() + text[1:]


def _how(chosen: dict[str, Any]) -> str:
    """Whether moderators are blind, and how long they have."""
    blind = "; blind" if chosen["blind"] else ""
    return blind + (f"; within {chosen['days']} working days" if chosen["days"] else "")


def _known_grades() -> list[str]:
    """The grades of the tools that can be chosen, each once; of a long scale, such as 0 to 10, what is
    below the standard is chosen as one."""
    scales = [scale for scale in offered_scales() if len(scale.steps) <= MOST_TICKED]
    return list(dict.fromkeys(key for scale in scales for key in scale.keys))


def _tool_label(version: Any) -> str:
    look_back = f"looks back {version.look_back} months"
    return f"{version.title}, version {version.number} ({look_back})"


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"
