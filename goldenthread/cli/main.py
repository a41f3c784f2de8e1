"""The `goldenthread` command: answers on stdout, progress on stderr, exit 0 done, 1 refused, 2 usage."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldenthread.config.settings")
    from goldenthread.config.database import DatabaseRefused
    from goldenthread.config.home import HomeNotWritable, HomeRefused
    from goldenthread.config.identity import ProviderRefused

    try:
        from goldenthread.cli.running import run

        sys.exit(run(sys.argv))
    except (HomeRefused, HomeNotWritable, DatabaseRefused, ProviderRefused) as refused:
        print(refused, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
