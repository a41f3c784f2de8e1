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

__all__ = [
    "HOW_TO_CHOOSE",
    "Adapter",
    "AgainForm",
    "ChangeForm",
    "ForgottenForm",
    "NewForm",
    "SignInForm",
]
