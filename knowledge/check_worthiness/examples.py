"""What the model learns from: messages of our own, each with whether it reads like a rumor to be checked."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from knowledge.check_worthiness.kinds import MessageKind
from knowledge.check_worthiness.reading import cue_patterns, cues, last_words, plain

_PACKAGE = Path(__file__).parent
MESSAGES_FILE = _PACKAGE / "messages.jsonl"
CALIBRATION = _PACKAGE.parent / "calibration"
SEED = _PACKAGE.parent / "seed"
DIALOGUE = _PACKAGE.parents[1] / "data" / "nlu"

_SHORTEST_CLAIM = 7
"""Characters: "隔夜菜致癌" is five, but so is many a keyword; such short ones teach more noise than form."""
_AUTHORED_WEIGHT = 5.0
"""They are few, and the only ones on other subjects than food and in the form of whole messages."""
_CLAIMLESS_INTENTS = frozenset({"check_claim"})
_DOUBTS = re.compile(r"吧[。!~]*$")
_LONGEST_CHAT = 28
"""Characters: whatever asks nothing there and is longer tells a rumor."""
_PASSED_ON = ("alarm", "forward_marks", "hearsay")
_KEYWORDS = re.compile(r"^[^,。!?;:]{1,8}(?: [^,。!?;:]{1,8})+$")
_MARKED = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_EXAMPLE = re.compile(r"^\s*- (.+)$")


_BY_FORM_WEIGHT = 0.3
"""Of sentences and questions about food there are thousands, labelled by their form alone."""


class Source(StrEnum):
    """Where an example comes from; figures are also given for a source the model never saw."""

    AUTHORED = "authored"
    CALIBRATION = "calibration"
    SEED = "seed"
    DIALOGUE = "dialogue"


@dataclass(frozen=True, slots=True)
class Example:
    """One message. Examples of one ``group`` are about one topic and are held back together."""

    text: str
    is_rumor: bool
    group: str
    source: Source
    weight: float = 1.0


def all_examples() -> list[Example]:
    """Every example, each text once, in a fixed order."""
    seen: set[str] = set()
    examples: list[Example] = []
    for example in (*_authored(), *_calibration(), *_seed(), *_dialogue()):
        read = plain(example.text)
        if read and read not in seen:
            seen.add(read)
            examples.append(example)
    return examples


def _authored() -> Iterator[Example]:
    for row in _rows(MESSAGES_FILE):
        is_rumor = MessageKind(row["kind"]) is MessageKind.RUMOR
        topic = f"authored/{row['topic']}"
        yield Example(row["text"], is_rumor, topic, Source.AUTHORED, _AUTHORED_WEIGHT)


def _calibration() -> Iterator[Example]:
    for file in sorted(CALIBRATION.glob("*.jsonl")):
        for number, row in enumerate(_rows(file)):
            yield from _calibration_row(file.stem, number, row)


def _calibration_row(name: str, number: int, row: dict[str, Any]) -> Iterator[Example]:
    group = str(row.get("topic_id") or f"{name}/{row.get('group', number)}")
    if name.startswith(("negatives_far", "negatives_near")):
        yield from _off_topic(row["q"], group)
        return
    texts = row.get("texts") or [row[key] for key in ("q", "q_true") if key in row]
    for text in texts:
        yield from _by_form(text, group, Source.CALIBRATION, states_rumors=row.get("style") != "search")
    if "q_false" in row:
        yield from _by_form(row["q_false"], group, Source.CALIBRATION, states_rumors=False)


def _off_topic(text: str, group: str) -> Iterator[Example]:
    """A message no food entry answers: chat, mostly, and some rumors about other things.

    Which of the two, its length or its marks tell; a short sentence about harm without any is left out.
    """
    read = plain(text)
    found = cues(read)
    tells = len(read) > _LONGEST_CHAT or (len(read) >= _SHORTEST_CLAIM and any(found[name] for name in _PASSED_ON))
    if tells and not found["asks"]:
        yield Example(text, True, group, Source.CALIBRATION)
    elif found["asks"] or not (found["harm"] or found["claims_cause"]):
        yield Example(text, False, group, Source.CALIBRATION)


def _seed() -> Iterator[Example]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for file in sorted(SEED.glob("*.yml")):
        for item in yaml.load(file.read_text(encoding="utf-8"), Loader=loader) or []:
            if "phrasings" not in item:
                continue
            is_rumor = item.get("kind") == "rumor"
            for text in (item["title"], *item["phrasings"]) if is_rumor else item["phrasings"]:
                yield from _by_form(str(text), str(item["id"]), Source.SEED, states_rumors=is_rumor)


def _dialogue() -> Iterator[Example]:
    for file in sorted(DIALOGUE.glob("*.yml")):
        for block in yaml.safe_load(file.read_text(encoding="utf-8")).get("nlu", []):
            intent = block.get("intent")
            if intent is None or intent in _CLAIMLESS_INTENTS:
                continue
            for number, line in enumerate(str(block["examples"]).splitlines()):
                match = _EXAMPLE.match(line)
                if match:
                    text = _MARKED.sub(r"\1", match[1])
                    yield Example(text, False, f"{intent}/{number % 10}", Source.DIALOGUE)


def _by_form(text: str, group: str, source: Source, *, states_rumors: bool) -> Iterator[Example]:
    """The example a wording makes by its form, or none where the form does not tell.

    A question is no rumor, whatever it is about; one that passes on hearsay is. A sentence
    is one where its collection states rumors; keywords typed into a search box are none.
    """
    read = plain(text)
    asks = _asks(last_words(read))
    hearsay = bool(cue_patterns()["hearsay"].search(read))
    if _DOUBTS.search(read) or (not asks and _asks(read)):
        return
    if asks and hearsay:
        # Asked of an entry that states facts, it may be about a rumor all the same: that one teaches nothing.
        if states_rumors:
            yield Example(text, True, group, source, _BY_FORM_WEIGHT)
    elif asks or _KEYWORDS.match(read):
        yield Example(text, False, group, source, _BY_FORM_WEIGHT)
    elif states_rumors and len(read) >= _SHORTEST_CLAIM:
        yield Example(text, True, group, source, _BY_FORM_WEIGHT)


def _asks(read: str) -> bool:
    return any(cue_patterns()[name].search(read) for name in ("asks", "asks_whether_true"))


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    if not file.exists():
        return
    # Not splitlines: a text may hold the line separators of Unicode, which JSON leaves as they are.
    for line in file.read_text(encoding="utf-8").split("\n"):
        if line.strip():
            yield json.loads(line)
