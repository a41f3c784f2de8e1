"""Passwords that a guesser tries first are refused; three words that have nothing in common are not."""

import hashlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.people.changes import set_authority
from goldenthread.people.queries import authority
from goldenthread.people.worn_passwords import NotInBreach, NotOfCommonOnes, NotOfOurWords
from tests.cast import PASSWORD, Cast


@pytest.mark.parametrize(
    "worn",
    [
        "password1234", "Passw0rd2026!", "qwerty123456", "sunshine-football", "Liverpool_2026!!",
        "iloveyou iloveyou", "123456789012", "1q2w3e4r5t6y", "!!!!!!!!!!!!",
    ],
)  # fmt: skip
def test_one_or_two_common_passwords_are_no_password(worn: str) -> None:
    with pytest.raises(ValidationError, match="many people use"):
        NotOfCommonOnes().validate(worn)


@pytest.mark.parametrize("good", [PASSWORD, "correct horse battery staple", "srqm-b8ch-r4wi-fdsu"])
def test_words_that_have_nothing_in_common_pass(db: None, good: str) -> None:
    NotOfCommonOnes().validate(good)
    NotOfOurWords().validate(good)


def test_words_of_the_work_and_the_authoritys_name_are_no_password(cast: Cast) -> None:
    NotOfOurWords().validate("Fennmarsh-otter-9")
    set_authority(
        by=cast.pat, seen=authority().version, name="Fennmarsh Council", title="Case audit"
    )
    for worn in ("Fennmarsh-Audit-26", "goldenthread2026", "SafeguardingChildren1!"):
        with pytest.raises(ValidationError, match="words of your work"):
            NotOfOurWords().validate(worn)


@given(st.sets(st.text(min_size=1), min_size=1, max_size=40), st.text(min_size=1))
def test_a_breached_password_is_found_wherever_it_stands(
    tmp_path_factory: pytest.TempPathFactory, breached: set[str], other: str
) -> None:
    lines = sorted(f"{hashlib.sha1(word.encode()).hexdigest().upper()}:7\n" for word in breached)
    path = tmp_path_factory.mktemp("breach") / "list.txt"
    path.write_text("".join(lines))
    for word in breached:
        with pytest.raises(ValidationError, match="stolen"):
            NotInBreach(str(path)).validate(word)
    if other not in breached:
        NotInBreach(str(path)).validate(other)


def test_without_a_list_nothing_is_looked_up(tmp_path: Path) -> None:
    NotInBreach().validate("anything")
    (tmp_path / "empty").touch()
    NotInBreach(str(tmp_path / "empty")).validate("anything")
