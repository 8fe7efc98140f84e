"""``python -m legation``."""

from legation.cli.main import main

if __name__ == "__main__":
    main()
