"""A column that is one of a list, however long: one parameter, and a plain condition to the planner."""

from typing import Any

from django.db.models import Field, Lookup


@Field.register_lookup
class OneOf(Lookup):
    """`column__one_of=[...]`, as `column__in` with a single parameter."""

    lookup_name = "one_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*params, list(self.rhs)]
