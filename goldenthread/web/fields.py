"""Django form fields, shown with the design system's own components.

In a template: `{{ field(form["due_on"], label_size="s") }}`, `{{ fields(form) }}`,
`{{ error_summary(form) }}`. The markup is the component library's; what stands here
only says which component a widget means and hands over names, values and errors.
HTML5 validation is never used: errors come from the server, in our words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as member
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import pretty_name
from django.utils.choices import BaseChoiceIterator
from jinja2 import Environment, pass_environment
from markupsafe import Markup, escape

from goldenthread.web.dates import DateField, DateParts, Parts

__all__ = ["DateField", "DateParts", "Look", "PageForm", "error_summary", "field", "fields"]

Params = dict[str, Any]


@dataclass(frozen=True)
class Look:
    """How one field is to look: the keyword arguments of `field`."""

    label: str | None = None
    label_size: str = ""  # "s", "m", "l"; plain where empty
    heading: bool = False  # the label is the page's h1
    hidden_label: bool = False
    hint: str | None = None  # instead of the field's help text
    inline: bool = False  # radios side by side
    small: bool = False  # small radios or checkboxes
    width: str = ""  # "2", "3", "4", "5", "10", "20" characters, or "one-half", ...
    rows: int = 5
    prefix: str = ""
    suffix: str = ""
    classes: str = ""
    attributes: Mapping[str, str] = member(default_factory=dict)
    option_hints: Mapping[str, str] = member(default_factory=dict)
    reveals: Mapping[str, str] = member(default_factory=dict)  # option value -> Markup under it


class WidgetNotShown(TypeError):
    """No component shows this widget; the field and the widget are named."""

    def __init__(self, bound: forms.BoundField) -> None:
        super().__init__(f"{bound.html_name}: {type(bound.field.widget).__name__}")


class PageForm(forms.Form):
    """A form of a page: no HTML5 validation, and "Enter ..." or "Select ..." where one is empty."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, each in self.fields.items():
            if each.error_messages["required"] == forms.Field.default_error_messages["required"]:
                each.error_messages["required"] = _missing(each, name)


def _missing(each: forms.Field, name: str) -> str:
    label = str(each.label or pretty_name(name)).rstrip("?: ")
    if isinstance(each.widget, forms.CheckboxInput):
        return f"Tick “{label}”"
    if not label[1:2].isupper():  # "IRO's view" keeps its capitals
        label = label[:1].lower() + label[1:]
    chosen = isinstance(each.widget, forms.widgets.ChoiceWidget | forms.FileInput)
    return f"{'Select' if chosen else 'Enter'} {label}"


class LongChoices(BaseChoiceIterator):
    """All, or one of many (value, label) pairs, whose options are written once."""

    def __init__(self, every: str, pairs: tuple[tuple[str, str], ...]) -> None:
        self.pairs = (("", every), *pairs)
        self.options = Markup("\n").join(
            Markup('<option value="{}">{}</option>').format(*pair) for pair in self.pairs
        )

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.pairs)

    def written(self, chosen: str) -> Markup:
        """The options with one of them selected."""
        begin = Markup('<option value="{}"').format(chosen)
        return self.options.replace(begin, begin + Markup(" selected"), 1)


@lru_cache(maxsize=100)
def _long_choices(every: str, pairs: tuple[tuple[str, str], ...]) -> LongChoices:
    return LongChoices(every, pairs)


def choices_of(pairs: Iterable[tuple[str, str]], every: str = "All") -> LongChoices:
    """The choices of a filter, on top the one that leaves everything in."""
    return _long_choices(every, tuple(pairs))


@pass_environment
def field(environment: Environment, bound: forms.BoundField, **look: Any) -> Markup:
    """The component for one bound field; `look` takes the members of `Look`.

    Raises WidgetNotShown for a widget that the design system has no component for.
    """
    if bound.is_hidden:
        return Markup(bound)  # noqa: S704 - Django's own markup
    for widget, component, build in COMPONENTS:
        if isinstance(bound.field.widget, forms.SelectMultiple):
            break  # a list that needs Ctrl and a click; checkboxes do its work
        if isinstance(bound.field.widget, widget):
            params = build(bound, Look(**look))
            if component == "select":
                return _select_component(environment, params)
            return _component(environment, component, params)
    raise WidgetNotShown(bound)


@pass_environment
def fields(environment: Environment, form: forms.BaseForm, **look: Any) -> Markup:
    """All fields of a form in their order, hidden ones included, with the same look."""
    return Markup("\n").join(field(environment, bound, **look) for bound in form)


@pass_environment
def error_summary(environment: Environment, *forms_of_page: forms.BaseForm) -> Markup:
    """The box that lists the errors of all forms of a page with a link to each; empty if none."""
    errors = [error for form in forms_of_page for error in _listed_errors(form)]
    if not errors:
        return Markup("")
    params = {"titleText": "There is a problem", "errorList": errors}
    return _component(environment, "error-summary", params)


def _listed_errors(form: forms.BaseForm) -> list[Params]:
    listed = []
    for name, errors in form.errors.items():
        bound = form[name] if name in form.fields else None
        for text in errors:
            error: Params = {"text": text}
            if bound is not None and not bound.is_hidden:
                error["href"] = f"#{_first_id(bound)}"
            listed.append(error)
    return listed


def _first_id(bound: forms.BoundField) -> str:
    """The id of the input that an error link goes to."""
    if not isinstance(bound.field.widget, DateParts):
        return _id(bound)
    wrong = _wrong_parts(bound)
    return f"{_id(bound)}-{wrong[0] if wrong else 'day'}"


def _wrong_parts(bound: forms.BoundField) -> tuple[str, ...]:
    """The boxes of a date that are at fault; all three where the error does not say."""
    problems = bound.form.errors.get(bound.name)
    if not problems:
        return ()
    params = next((error.params for error in problems.as_data() if error.params), None)
    return tuple((params or {}).get("parts", Parts._fields))


def _select_component(environment: Environment, params: Params) -> Markup:
    """A select whose options are written here: the macro takes 0.2 ms for each, and a list of audits
    has hundreds of rounds, teams and auditors to choose from."""
    if "written" in params:
        return _with_options(environment, params, params.pop("written"))
    options = [
        f'<option value="{escape(each["value"])}"{" selected" if each["selected"] else ""}>'
        f"{escape(each.get('text', each.get('html', '')))}</option>"
        for each in params.pop("items")
    ]
    return _with_options(environment, params, Markup("\n").join(map(Markup, options)))


def _with_options(environment: Environment, params: Params, options: Markup) -> Markup:
    params["items"] = []
    before, end, after = _component(environment, "select", params).rpartition("</select>")
    return Markup("").join((before, options, end, after))


def _component(environment: Environment, component: str, params: Params) -> Markup:
    template = environment.get_template(f"govuk_frontend_jinja/components/{component}/macro.html")
    macro = getattr(template.module, "govuk" + component.title().replace("-", ""))
    return Markup(macro(params))  # noqa: S704 - the library escapes what it is given


def _id(bound: forms.BoundField) -> str:
    return str(bound.auto_id or bound.html_name)


def _words(text: object) -> Params:
    """A text parameter; markup that is already safe stays markup."""
    return {"html": text} if hasattr(text, "__html__") else {"text": str(text)}


def _shared(bound: forms.BoundField, look: Look) -> Params:
    """What every component takes: id, name, hint, error, classes, attributes."""
    extra = {k: v for k, v in bound.field.widget.attrs.items() if k.startswith("data-")}
    params: Params = {
        "id": _id(bound),
        "idPrefix": _id(bound),
        "name": bound.html_name,
        "classes": look.classes,
        "attributes": {**extra, **look.attributes},
    }
    if hint := look.hint if look.hint is not None else bound.help_text:
        params["hint"] = _words(hint)
    if bound.errors:
        params["errorMessage"] = {"text": " ".join(str(error) for error in bound.errors)}
    return params


def _label(bound: forms.BoundField, look: Look, kind: str = "label") -> Params:
    size = f"govuk-{kind if kind == 'label' else 'fieldset__legend'}--{look.label_size}"
    classes = [size] if look.label_size else []
    if look.hidden_label:
        classes.append("govuk-visually-hidden")
    text = look.label if look.label is not None else str(bound.label)
    return {**_words(text), "classes": " ".join(classes), "isPageHeading": look.heading}


def _fieldset(bound: forms.BoundField, look: Look) -> Params:
    return {"legend": _label(bound, look, "legend")}


def _value(bound: forms.BoundField) -> str:
    value = bound.field.widget.format_value(bound.value())
    return "" if value is None else str(value)


def _attr(bound: forms.BoundField, *names: str) -> Params:
    return {k: v for k, v in bound.field.widget.attrs.items() if k in names}


def _input(bound: forms.BoundField, look: Look) -> Params:
    widget = bound.field.widget
    params = {
        **_shared(bound, look),
        **_attr(bound, "autocomplete", "inputmode", "autocapitalize"),
        "label": _label(bound, look),
        "value": _value(bound),
    }
    if isinstance(widget, forms.EmailInput):
        params |= {"type": "email", "spellcheck": False}
        params.setdefault("autocomplete", "email")
    if isinstance(widget, forms.NumberInput):  # type=number changes on scroll and drops letters
        whole = not isinstance(bound.field, forms.FloatField | forms.DecimalField)
        params.setdefault("inputmode", "numeric" if whole else "decimal")
    if look.width:
        width = f"govuk-input--width-{look.width}"
        fluid = f"govuk-!-width-{look.width}"
        params["classes"] += f" {width if look.width.isdecimal() else fluid}"
    for side in ("prefix", "suffix"):
        if text := getattr(look, side):
            params[side] = {"text": text}
    return params


def _password(bound: forms.BoundField, look: Look) -> Params:
    return {
        **_shared(bound, look),
        **_attr(bound, "autocomplete"),
        "label": _label(bound, look),
    }


def _textarea(bound: forms.BoundField, look: Look) -> Params:
    # Some macros indent what they wrap, and would push every line of a text that
    # stands inside them two spaces to the right each time it is shown. A line break
    # written as a reference is not a line to them. A first one is dropped by HTML.
    text = escape(_value(bound).replace("\r\n", "\n")).replace("\n", Markup("&#10;"))
    if text.startswith("&#10;"):
        text = Markup("&#10;") + text
    return {
        **_shared(bound, look),
        "label": _label(bound, look),
        "rows": look.rows,
        "value": text,
    }


def _file(bound: forms.BoundField, look: Look) -> Params:
    # Not the library's drop zone: axe finds that its button is named otherwise than
    # it reads. The browser's own input takes dropped files too.
    return {
        **_shared(bound, look),
        "label": _label(bound, look),
        "multiple": bound.field.widget.allow_multiple_selected,
    }


def _options(bound: forms.BoundField, look: Look, chosen: str) -> list[Params]:
    """The choices of a field, with the key that the component marks a chosen one by."""
    options = []
    for each in bound.subwidgets:
        value = str(each.data["value"])
        option: Params = {
            "value": value,
            **_words(each.data["label"]),
            chosen: bool(each.data["selected"]),
        }
        if hint := look.option_hints.get(value):
            option["hint"] = _words(hint)
        if reveal := look.reveals.get(value):
            option["conditional"] = {"html": reveal}
        options.append(option)
    return options


def _select(bound: forms.BoundField, look: Look) -> Params:
    choices = getattr(bound.field, "choices", ())
    params = {**_shared(bound, look), "label": _label(bound, look)}
    if isinstance(choices, LongChoices):
        return {**params, "written": choices.written(str(bound.value() or ""))}
    return {**params, "items": _options(bound, look, "selected")}


def _choices(kind: str) -> Callable[[forms.BoundField, Look], Params]:
    def build(bound: forms.BoundField, look: Look) -> Params:
        params = _shared(bound, look)
        if look.inline:
            params["classes"] += f" govuk-{kind}--inline"
        if look.small:
            params["classes"] += f" govuk-{kind}--small"
        return {
            **params,
            "fieldset": _fieldset(bound, look),
            "items": _options(bound, look, "checked"),
        }

    return build


def _tick(bound: forms.BoundField, look: Look) -> Params:
    widget = bound.field.widget
    params = _shared(bound, look)
    if look.small:
        params["classes"] += " govuk-checkboxes--small"
    label = look.label if look.label is not None else str(bound.label)
    ticked = widget.check_test(bound.value())
    return {**params, "items": [{"value": "on", **_words(label), "checked": ticked}]}


def _date(bound: forms.BoundField, look: Look) -> Params:
    typed = bound.field.widget.format_value(bound.value())
    wrong = _wrong_parts(bound)
    items = []
    for part in Parts._fields:
        classes = f"govuk-input--width-{4 if part == 'year' else 2}"
        if part in wrong:
            classes += " govuk-input--error"
        items.append({"name": part, "classes": classes, "value": getattr(typed, part)})
    return {
        **_shared(bound, look),
        "namePrefix": bound.html_name,
        "fieldset": _fieldset(bound, look),
        "items": items,
    }


# The first match counts: Django derives checkboxes from radios, and passwords from text.
COMPONENTS: list[tuple[type[forms.Widget], str, Callable[[forms.BoundField, Look], Params]]] = [
    (DateParts, "date-input", _date),
    (forms.CheckboxSelectMultiple, "checkboxes", _choices("checkboxes")),
    (forms.RadioSelect, "radios", _choices("radios")),
    (forms.CheckboxInput, "checkboxes", _tick),
    (forms.Textarea, "textarea", _textarea),
    (forms.PasswordInput, "password-input", _password),
    (forms.FileInput, "file-upload", _file),
    (forms.Select, "select", _select),
    (forms.widgets.Input, "input", _input),
]
