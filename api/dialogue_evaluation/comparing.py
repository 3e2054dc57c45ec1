"""What two ways of asking made of the same text, and how often they agree. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

CHECK_INTENT = "check_claim"
FALLBACK_INTENT = "nlu_fallback"
SMALL_TALK = frozenset({"greet", "thank", "goodbye", "ask_identity", "ask_capability", "out_of_scope"})
WORDS = "words only"
QUESTIONS = "questions"
"""How the name of a group of questions ends; the others are negatives."""


@dataclass(frozen=True, slots=True)
class Said:
    """An outcome and the first card's entry, if a card was shown."""

    outcome: str
    first_card: str | None = None

    def __str__(self) -> str:
        return f"{self.outcome} {self.first_card}" if self.first_card else self.outcome


@dataclass(frozen=True, slots=True)
class Turn:
    """One text asked both ways; ``intent`` and ``mode`` are stored with the inquiry."""

    group: str
    text: str
    check: Said
    chat: Said
    intent: str | None
    mode: str | None

    @property
    def is_equal(self) -> bool:
        """Whether a resident is told the same."""
        return self.check == self.chat


@dataclass(frozen=True, slots=True)
class Understood:
    """A held-back message of known intent, and how it was understood."""

    wanted: str
    given: str


def said_by_check(body: Mapping[str, Any]) -> Said:
    """Read a reply of ``/check``."""
    return Said(body["outcome"], _first_card(body["cards"]))


def said_in_chat(
    messages: Sequence[Mapping[str, Any]],
    recorded_outcome: str | None,
    intent: str | None = None,
    *,
    is_reportable: bool = False,
) -> Said:
    """Read a reply of ``/chat`` as a resident does; mere words only count as what the knowledge check found.

    ``recorded_outcome`` is the inquiry's: ``None`` when the knowledge base was not asked at all. Small talk is the
    right answer to what nothing matches, unless the text ``is_reportable``: then a report was lost.
    """
    kinds = {message["kind"] for message in messages}
    if "emergency" in kinds:
        return Said("emergency")
    if "card" in kinds:
        return Said("answer", _first_card([message["card"] for message in messages if message["kind"] == "card"]))
    choices = [choice["choice"] for message in messages for choice in message.get("choices", ())]
    if any(choice.startswith("entry:") for choice in choices):
        return Said("clarify")
    is_small_talk = recorded_outcome is None and intent in SMALL_TALK and not is_reportable
    if "receipt" in kinds or recorded_outcome == "unmatched" or is_small_talk:
        return Said("unmatched")
    return Said(WORDS)


def understood(wanted: str, given: str | None) -> Understood:
    """Take Rasa's fallback for what it leads to: the knowledge check."""
    return Understood(wanted, CHECK_INTENT if given in {None, FALLBACK_INTENT} else str(given))


def figures(turns: Sequence[Turn], messages: Sequence[Understood], quotable: frozenset[str]) -> dict[str, Any]:
    """Return the shares, and every difference; texts only of the groups in ``quotable``."""
    different = [turn for turn in turns if not turn.is_equal]
    questions = [turn for turn in turns if turn.group.endswith(QUESTIONS)]
    kinds = Counter((turn.group, turn.check.outcome, turn.chat.outcome, turn.intent) for turn in different)
    groups = dict.fromkeys(turn.group for turn in turns)
    return {
        "sets": list(groups),
        "asked": len(turns),
        "questions": len(questions),
        "equal": _share(questions),
        "equal_by_set": {group: _share([turn for turn in turns if turn.group == group]) for group in groups},
        "direct_mode": sum(turn.mode == "direct" for turn in turns),
        "different_by_kind": [
            {"set": group, "check": check, "chat": chat, "intent": intent, "n": n}
            for (group, check, chat, intent), n in kinds.most_common()
        ],
        "different": [
            {
                "set": turn.group,
                "check": str(turn.check),
                "chat": str(turn.chat),
                "intent": turn.intent,
                "mode": turn.mode,
                **({"text": turn.text} if turn.group in quotable else {}),
            }
            for turn in different
        ],
        "intents": intent_figures(messages),
    }


def intent_figures(messages: Sequence[Understood]) -> dict[str, dict[str, float]]:
    """Return recall and precision of every intent, the most frequent one first."""
    wanted = Counter(message.wanted for message in messages)
    given = Counter(message.given for message in messages)
    right = Counter(message.wanted for message in messages if message.wanted == message.given)
    return {
        intent: {
            "n": number,
            "recall": round(right[intent] / number, 4),
            "precision": round(right[intent] / given[intent], 4) if given[intent] else 0.0,
        }
        for intent, number in wanted.most_common()
    }


def _share(turns: Sequence[Turn]) -> float:
    return round(sum(turn.is_equal for turn in turns) / len(turns), 4) if turns else 0.0


def _first_card(cards: Sequence[Mapping[str, Any]]) -> str | None:
    return str(cards[0]["entry_id"]) if cards else None
