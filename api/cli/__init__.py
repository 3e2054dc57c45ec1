"""``xiaochen``: the command line of operators and staff."""

from api.cli.program import main

__all__ = ["main"]
