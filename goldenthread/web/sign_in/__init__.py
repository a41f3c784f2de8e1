"""Signing in: the library's pages with our words, our throttle and our record."""

from goldenthread.web.sign_in.adapter import Adapter
from goldenthread.web.sign_in.forms import (
    HOW_TO_CHOOSE,
    AgainForm,
    ChangeForm,
    ForgottenForm,
    NewForm,
    SignInForm,
)
from goldenthread.web.sign_in.provider import Identities
from goldenthread.web.sign_in.second_forms import (
    AddAppForm,
    AddPasskeyForm,
    CodeAgainForm,
    CodeForm,
    NewCodesForm,
    PasskeyAgainForm,
    PasskeyAloneForm,
    PasskeyForm,
    RemoveAppForm,
)
from goldenthread.web.sign_in.second_step import SecondStep

__all__ = [
    "HOW_TO_CHOOSE",
    "Adapter",
    "AddAppForm",
    "AddPasskeyForm",
    "AgainForm",
    "ChangeForm",
    "CodeAgainForm",
    "CodeForm",
    "ForgottenForm",
    "Identities",
    "NewCodesForm",
    "NewForm",
    "PasskeyAgainForm",
    "PasskeyAloneForm",
    "PasskeyForm",
    "RemoveAppForm",
    "SecondStep",
    "SignInForm",
]
