"""`python -m istograph` is `istograph`."""

from istograph.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
