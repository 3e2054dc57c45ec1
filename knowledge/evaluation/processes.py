"""Rankers with an environment of their own: all texts are handed over, all answers come back."""

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from knowledge.evaluation.baselines import Ranked, RecordedRanker, normalized_rows
from knowledge.matching.types import IndexedEntry

RASA_EPOCHS = 30
"""One epoch of the shipped entries takes 10 to 40 s on two busy cores; Rasa's own default is 300."""
_ROOT = Path(__file__).resolve().parents[2]
_RASA_PYTHON = _ROOT / ".venv-rasa" / "bin" / "python"
_LOG_LINES = 5


class BaselineAway(Exception):
    """A system that cannot be measured here; the text is the reason, in one sentence."""


def rank_with_txtai(
    entries: Sequence[IndexedEntry], texts: Sequence[str], *, encoder: str, folder: Path, environment: Path
) -> RecordedRanker:
    """Ask txtai's hybrid index. Raises ``BaselineAway`` when it is not installed or does not run."""
    order = {"encoder": encoder, "rows": normalized_rows(entries), "texts": list(texts)}
    python = environment / "bin" / "python"
    return _ask(python, "rank_with_txtai.py", order, folder / "txtai", gives_probability=False)


def rank_with_rasa(entries: Sequence[IndexedEntry], texts: Sequence[str], *, folder: Path) -> RecordedRanker:
    """Train Rasa's ResponseSelector on titles and phrasings and ask it. Raises ``BaselineAway`` as above."""
    rows = [(entry.entry_id, text) for entry in entries for text in (entry.title, *entry.phrasings)]
    order = {"rows": rows, "texts": list(texts), "epochs": RASA_EPOCHS}
    return _ask(_RASA_PYTHON, "rank_with_rasa.py", order, folder / "rasa", gives_probability=True)


def _ask(python: Path, script: str, order: object, folder: Path, *, gives_probability: bool) -> RecordedRanker:
    if not python.exists():
        raise BaselineAway(f"its environment {python.parents[1]} is not set up (make setup-evaluation)")
    folder.mkdir(parents=True, exist_ok=True)
    asked, answered = folder / "order.json", folder / "answers.json"
    answered.unlink(missing_ok=True)
    asked.write_text(json.dumps(order, ensure_ascii=False), encoding="utf-8")
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
    with (folder / "log").open("wb") as log:
        done = subprocess.run(
            [str(python), str(_ROOT / "scripts" / script), str(asked), str(answered)],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode != 0 or not answered.exists():
        raise BaselineAway(f"it ended with status {done.returncode}: {_last_lines(folder / 'log')}")
    result = json.loads(answered.read_text(encoding="utf-8"))
    texts: list[str] = json.loads(asked.read_text(encoding="utf-8"))["texts"]
    recorded = {
        text: Ranked(tuple(ids), float(score), float(milliseconds))
        for text, (ids, score, milliseconds) in zip(texts, result["answers"], strict=True)
    }
    return RecordedRanker(recorded, float(result["megabytes"]), gives_probability=gives_probability)


def _last_lines(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return " / ".join(line.strip() for line in lines[-_LOG_LINES:])
