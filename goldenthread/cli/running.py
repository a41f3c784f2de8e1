"""Runs one command line and turns its end into words and an exit code."""

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import get_commands, load_command_class

from goldenthread.cli.command import ending
from goldenthread.config import home

# They need neither settings nor rooms: what takes a second to load they do without.
FILES_ONLY = ("check_tool", "convert_tool", "draw_sample", "verify_sample")


def our_commands() -> list[str]:
    folder = Path(__file__).parent / "management" / "commands"
    return sorted(file.stem for file in folder.glob("*.py") if file.stem != "__init__")


def run(argv: list[str]) -> int:
    if argv[1:2] and argv[1] in FILES_ONLY:
        return _ended(lambda: _execute("goldenthread.cli", argv[1], argv[2:]))
    import django

    django.setup()
    if len(argv) < 2 or argv[1] in ("help", "--help", "-h"):
        return _help(argv[2:])
    name = argv[1]
    if name == "--version":
        from goldenthread import __version__

        print(__version__)
        return 0
    if name not in get_commands():
        print(f"There is no command {name}. See: goldenthread help", file=sys.stderr)
        return 2
    _log_to_file()
    return _ended(lambda: _execute(get_commands()[name], name, argv[2:]))


def _execute(application: Any, name: str, arguments: list[str]) -> None:
    command = load_command_class(application, name) if isinstance(application, str) else application
    # Without this Django raises on wrong usage as on any refusal, and the exit code would be 1.
    command._called_from_command_line = True  # type: ignore[union-attr]
    parser = command.create_parser("goldenthread", name)
    options = vars(parser.parse_args(arguments))
    command.execute(*options.pop("args", ()), **options)


def _ended(act: Callable[[], None]) -> int:
    """The exit code, once what there was to say of a refusal has been said."""
    try:
        act()
    except SystemExit as ended:
        return int(ended.code or 0)
    except Exception as error:
        if not logging.getLogger().handlers:
            _log_to_file()
        words, code = ending(error)
        print(words, file=sys.stderr)
        return code
    return 0


def _help(names: list[str]) -> int:
    if names:
        return run(["goldenthread", names[0], "--help"])
    print("goldenthread: a case-audit programme, from the case list to the committee paper.\n")
    for name in our_commands():
        command = load_command_class("goldenthread.cli", name)
        print(f"  {name:<18}{command.help}")
    others = sorted(set(get_commands()) - set(our_commands()))
    print("\nSee: goldenthread help COMMAND\n\nDjango's own commands: " + ", ".join(others))
    return 0


def _log_to_file() -> None:
    """Tracebacks go to a file in the home, never to a person."""
    from goldenthread.config import logs

    try:
        handler = logging.FileHandler(home.prepare() / "goldenthread.log", delay=True)
    except (OSError, home.HomeRefused):
        handler = logging.NullHandler()  # type: ignore[assignment]
    handler.setFormatter(logs.formatter())
    root = logging.getLogger()
    root.handlers = [handler]
