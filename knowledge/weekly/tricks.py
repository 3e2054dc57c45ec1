"""How a rumor goes about it, told by its words; pure."""

from functools import cache
from pathlib import Path

import yaml

RETURNED = "旧谣新炒"
NAMES_COMPANY = "涉企指名"
NONE_OF_THESE = "其他说法"


def tricks_of(words: str, *, is_returned: bool, names_company: bool) -> tuple[str, ...]:
    """The tricks a wording uses, in the order of the list; ``NONE_OF_THESE`` when there is none."""
    found = [name for name, cues in _cues().items() if any(cue in words for cue in cues)]
    found += [RETURNED] * is_returned + [NAMES_COMPANY] * names_company
    return tuple(found) or (NONE_OF_THESE,)


@cache
def _cues() -> dict[str, tuple[str, ...]]:
    loaded = yaml.safe_load((Path(__file__).parent / "tricks.yml").read_text(encoding="utf-8"))
    return {name: tuple(str(cue) for cue in cues) for name, cues in loaded.items()}
