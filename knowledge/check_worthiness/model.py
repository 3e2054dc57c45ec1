"""The shipped model: one weight per run of characters and per cue, added up."""

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.check_worthiness.reading import cue_labels, cues, plain, runs

MODEL_FILE = Path(__file__).with_name("model.json")


@dataclass(frozen=True, slots=True)
class Cue:
    """A readable cue and what it adds to the log-odds of a message."""

    name: str
    label: str
    contribution: float


class CheckWorthiness:
    """Says how likely a message is a rumor to be checked. Immutable; safe to share between threads."""

    def __init__(self, *, intercept: float, cue_weights: dict[str, float], run_weights: dict[str, float]) -> None:
        self._intercept = intercept
        self._cue_weights = cue_weights
        self._run_weights = run_weights

    @classmethod
    def load(cls, path: Path = MODEL_FILE) -> "CheckWorthiness":
        """The model of a file; the shipped one is read once per process."""
        return _load(path)

    def probability(self, text: str) -> float:
        """The calibrated probability (0-1) that ``text`` reads like a rumor to be checked.

        Questions ("孕妇能吃螃蟹吗"), chat and a text without words are near 0. Masked text may be given.
        """
        read = plain(text)
        if not read:
            return 0.0
        return 1 / (1 + math.exp(-self._log_odds(read)))

    def reasons(self, text: str) -> tuple[Cue, ...]:
        """The readable cues of ``text``, those that speak most for or against a rumor first."""
        found = cues(plain(text))
        labels = cue_labels()
        contributions = [
            Cue(name, labels[name], strength * self._cue_weights[name]) for name, strength in found.items() if strength
        ]
        return tuple(sorted(contributions, key=lambda cue: (-abs(cue.contribution), cue.name)))

    def _log_odds(self, read: str) -> float:
        found = cues(read)
        from_cues = sum(weight * found[name] for name, weight in self._cue_weights.items())
        present = [run for run in sorted(runs(read)) if run in self._run_weights]
        # Divided by the length as the training does: a long text has many runs, not more evidence in each.
        from_runs = sum(self._run_weights[run] for run in present) / math.sqrt(max(1, len(present)))
        return max(-30.0, min(30.0, self._intercept + from_cues + from_runs))


@cache
def _load(path: Path) -> CheckWorthiness:
    stored = json.loads(path.read_text(encoding="utf-8"))
    return CheckWorthiness(intercept=stored["intercept"], cue_weights=stored["cues"], run_weights=stored["runs"])
