"""Set-up: case lists, uploads on their way, and the authority's case types."""

from goldenthread.web.cases.case_lists import case_list, case_lists, withdraw_case_list
from goldenthread.web.cases.case_types import (
    add_case_type,
    case_type,
    case_types,
    map_value,
    move_case_type,
)
from goldenthread.web.cases.columns import match_columns
from goldenthread.web.cases.uploads import new_case_list, upload

__all__ = [
    "add_case_type",
    "case_list",
    "case_lists",
    "case_type",
    "case_types",
    "map_value",
    "match_columns",
    "move_case_type",
    "new_case_list",
    "upload",
    "withdraw_case_list",
]
