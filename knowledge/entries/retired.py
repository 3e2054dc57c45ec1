"""Entries that the shipped content no longer holds: left alone, they would go on answering beside their successors."""

from functools import cache
from pathlib import Path

import yaml

RETIRED_FILE = Path(__file__).resolve().parent / "retired.yml"


@cache
def retired_entries() -> dict[str, str | None]:
    """The ids of retired entries, each with the entry it was merged into, if any."""
    listed = yaml.safe_load(RETIRED_FILE.read_text(encoding="utf-8"))
    return {str(one["id"]): one["merged_into"] for one in listed}
