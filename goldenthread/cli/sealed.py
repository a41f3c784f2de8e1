"""How the two commands about backups are told who may open one."""

import getpass
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from goldenthread.cli.command import Refused
from goldenthread.config.backup.sealing import Seal


def add_passphrase_option(parser: CommandParser) -> None:
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="the passphrase is this file's first line",
    )


def passphrase(options: dict[str, Any], again: bool) -> str:
    """From --passphrase-file, the settings, or the keyboard (twice where it is a new one)."""
    file: Path | None = options["passphrase_file"]
    if file is not None:
        try:
            return next(iter(file.read_text().splitlines()), "")
        except OSError as error:
            raise Refused(f"{file} cannot be read.") from error
    if settings.BACKUP_PASSPHRASE:
        return str(settings.BACKUP_PASSPHRASE)
    if not sys.stdin.isatty():
        return ""
    typed = getpass.getpass("Passphrase of the backup: ")
    if again and getpass.getpass("The same again: ") != typed:
        raise Refused("The two passphrases are not the same.")
    return typed


def seal_for(options: dict[str, Any]) -> Seal:
    """Who may open the backup that is about to be made."""
    recipients = tuple(options["recipient"] or settings.BACKUP_RECIPIENTS)
    return Seal(recipients=recipients) if recipients else Seal(passphrase(options, again=True))
