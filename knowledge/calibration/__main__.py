"""``python -m knowledge.calibration``: fit ``matching/thresholds.toml`` to an encoder."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from knowledge.calibration.calibrate import calibrate, write_thresholds
from knowledge.calibration.cases import DATA, FOLDS, fold_of, read_seed
from knowledge.matching.encoder import Encoder, load_encoder
from knowledge.matching.thresholds import THRESHOLDS_FILE
from knowledge.training.topics import read_topics

_PACKAGE = Path(__file__).resolve().parents[1]


def main(
    encoder: Annotated[str, typer.Option(help="Model to calibrate for; empty: the shipped one.")] = "",
    seed: Annotated[Path, typer.Option(exists=True, file_okay=False)] = _PACKAGE / "seed",
    data: Annotated[Path, typer.Option(exists=True, file_okay=False)] = DATA,
    cache: Annotated[Path, typer.Option(help="Where encoders for the folds and their table are kept.")] = Path(
        "var/training"
    ),
    output: Annotated[Path, typer.Option(dir_okay=False)] = THRESHOLDS_FILE,
) -> None:
    """Fit weights and limits, and write them with today's date and the figures on held-out topics."""
    console = Console(stderr=True)
    chosen = load_encoder(encoder or _PACKAGE / "encoder")
    # Only our own encoder has seen the seed entries; any other one is calibrated as it is.
    folds = [chosen] * FOLDS if encoder else _fold_encoders(seed, cache, console)
    with console.status("asking and fitting"):
        result = calibrate(seed, data, read_topics(), chosen, folds, datetime.now(UTC).date())
    write_thresholds(result, output, chosen.name)
    console.print_json(json.dumps({"matcher": result.figures, "bm25": result.baseline_figures}))
    console.print(result.thresholds.limits, result.thresholds.cautious, result.thresholds.baseline)


def _fold_encoders(seed: Path, cache: Path, console: Console) -> list[Encoder]:
    """Train, or take from ``cache``, one encoder per fold that has not seen the fold's entries and practice topics."""
    from knowledge.training.pipeline import inputs_digest, train

    inputs = inputs_digest(seed)
    known = [*(one.entry.entry_id for one in read_seed(seed)), *(topic.topic_id for topic in read_topics())]
    encoders: list[Encoder] = []
    for fold in range(FOLDS):
        excluded = frozenset(one for one in known if fold_of(one) == fold)
        key = hashlib.sha256("\n".join([inputs, *sorted(excluded)]).encode()).hexdigest()[:16]
        directory = cache / f"fold-{fold}-{key}"
        if not (directory / "training.json").exists():
            with console.status(f"training the encoder of fold {fold}"):
                train(directory, seed_dir=seed, cache=cache, excluded_ids=excluded)
        encoders.append(load_encoder(directory))
    return encoders


if __name__ == "__main__":
    typer.run(main)
