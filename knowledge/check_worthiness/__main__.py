"""``python -m knowledge.check_worthiness``: train the shipped model again and print how well it does."""

from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from threadpoolctl import threadpool_limits

from knowledge.check_worthiness.examples import Source, all_examples
from knowledge.check_worthiness.model import MODEL_FILE
from knowledge.check_worthiness.training import (
    SHORT,
    Figures,
    calibration_of,
    figures,
    fit,
    held_back_log_odds,
    read_examples,
    without_source,
)

app = typer.Typer(add_completion=False)


@app.command()
def main(output: Annotated[Path, typer.Option(dir_okay=False, help="Where the model goes.")] = MODEL_FILE) -> None:
    """Fit on all examples, calibrate on topics held back, write the model, print the figures."""
    # One thread: sums in another order would make another file.
    with threadpool_limits(limits=1):
        read = read_examples(all_examples())
        everything = np.arange(len(read.examples))
        held_back = held_back_log_odds(read)
        slope, shift = calibration_of(held_back, read)
        _print("topics held back", figures(held_back * slope + shift, read, everything))
        for source in (Source.AUTHORED, Source.CALIBRATION):
            _print(f"source held back: {source}", without_source(read, source, slope, shift))
        fitted = fit(read, everything).scaled(slope, shift)
    fitted.write(output)
    typer.echo(f"{len(fitted.run_weights)} runs and {len(fitted.cue_weights)} cues, {output.stat().st_size} bytes")


def _print(name: str, found: Figures) -> None:
    typer.echo(
        f"{name}: {found.examples} examples, {found.rumors} rumors, AUROC {found.auroc:.4f}; "
        f"up to {SHORT} characters: {found.short_examples}, AUROC {found.short_auroc:.4f}; "
        f"calibration error {found.calibration_error:.4f}"
    )


if __name__ == "__main__":
    app()
