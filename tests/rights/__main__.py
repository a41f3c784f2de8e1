"""Write the rights table from the rules: `python -m tests.rights`; read the difference before you keep it."""

import django

import tests.environment  # noqa: F401 - a home of its own

django.setup()

from tests.rights.table import FILE, table, write  # noqa: E402

if __name__ == "__main__":
    write(table())
    print(FILE)
