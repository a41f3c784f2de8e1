import pytest

from goldenthread.readers.annex_a.spec import annex_a
from goldenthread.readers.codes import CodeSet


def find(codes: str, text: str) -> str | None:
    return annex_a().code_sets[codes].find(text)


@pytest.mark.parametrize(
    "written",
    [
        "a) WBRI",
        "WBRI",
        "wbri",
        "White British",
        "a) White British",
        "WBRI - White British (101)",
        "a)",
        "a",
    ],
)
def test_one_ethnicity_is_found_however_it_is_written(written: str) -> None:
    assert find("ethnicity", written) == "WBRI"


@pytest.mark.parametrize(
    ("codes", "written", "value"),
    [
        ("placement_provider", "e) PR4 - Private provision", "PR4"),
        ("primary_need", "N1 - Abuse or Neglect", "N1"),
        ("gender", "1 - Male", "Male"),
        ("contact_source", "POLICE", "6"),
        ("care_end_reason", "k) E47: Special Guardianship Orders - rel", "E47"),
        ("case_status", "Child in need", "cin"),
        ("case_status", "LAC", "cla"),
        ("legal_status", "Interim Care Order", "C1"),
        ("yes_no_unknown", "Y", "Yes"),
        ("ethnicity", "t) NOBT", "NOBT"),
    ],
)
def test_codes_labels_and_cut_off_labels_are_found(codes: str, written: str, value: str) -> None:
    assert find(codes, written) == value


@pytest.mark.parametrize(
    ("codes", "written"),
    [
        ("ethnicity", "s)"),  # both Refused and Not obtained in the 2019 edition
        ("contact_source", "Legal 2024"),
        ("contact_source", "Care home 14"),
        ("contact_source", "Individual"),  # four codes are called that
        ("yes_no_unknown", "None recorded"),
        ("yes_no", "CS Assessment Updated"),
        ("primary_need", "PSRMEM - Support with memory and cognition"),
        ("ethnicity", "Asian - Chinese"),
        ("placement_type", "Foster placement"),
        ("case_status", "CP Ext"),
        ("case_status", "a) Something else"),
    ],
)
def test_what_fits_no_code_or_two_is_unknown(codes: str, written: str) -> None:
    assert find(codes, written) is None


def test_a_letter_means_what_its_own_list_says() -> None:
    assert (find("gender", "c)"), find("gender_adopter", "c)")) == (
        "Not stated/recorded",
        "Neither",
    )


@pytest.mark.parametrize("codes", annex_a().code_sets)
def test_every_code_finds_itself_with_and_without_its_letter(codes: str) -> None:
    from importlib import resources

    import yaml

    text = resources.files("goldenthread.readers").joinpath("annex_a.yaml").read_text("utf-8")
    for item in yaml.safe_load(text)["code_sets"][codes]:
        value = str(item.get("value") or item.get("code") or item["label"])
        assert find(codes, item["label"]) == value
        assert find(codes, f"{item.get('letter', 'a')}) {item['label']}") == value


def test_a_set_finds_its_codes_by_label_code_letter_and_other_names() -> None:
    made = CodeSet(
        [
            {"label": "AB12 - Long label", "code": "AB12", "letter": "A", "also": ["Other name"]},
            {"label": "Second one", "value": 2, "letter": "b"},
            {"label": "Third one", "letter": "b"},
            {"label": "Second-One", "code": "C3"},
        ]
    )
    wanted = {
        "AB12": "AB12", "ab12 and more": "AB12", "Long label": "AB12", "long lab": "AB12", "a)": "AB12",
        "A": "AB12", "a) Other name": "AB12", "1 - Other name": "AB12", "Third one": "Third one", "C3": "C3",
        "b)": None, "b": None, "Second one": None, "c)": None, "long": None, "1 -": None, "zzzzzz": None,
    }  # fmt: skip
    assert {text: made.find(text) for text in wanted} == wanted
    assert made.find("AB12") == "AB12"  # the second time from what was found


def test_a_number_before_a_label_is_passed_over_where_codes_are_no_numbers() -> None:
    named = [{"label": "Male", "code": "M"}, {"label": "Not known", "value": "9"}]
    numbered = [{"label": "Male", "code": "1"}, {"label": "Not known", "code": "9"}]
    assert CodeSet(named).find("7: Not known") == "9"
    assert CodeSet(numbered).find("7 - Male") is None
    assert CodeSet(numbered).find("1 - Male") is None and CodeSet(numbered).find("1") == "1"
