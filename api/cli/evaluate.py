"""``xiaochen evaluate``: measure the matcher on anybody's own questions."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from knowledge.evaluation.evaluate import evaluate_files
from knowledge.evaluation.files import MalformedLine, read_labelled_files
from knowledge.evaluation.table import figures_table
from knowledge.matching.encoder import load_encoder
from knowledge.matching.thresholds import load_thresholds
from knowledge.settings import KnowledgeSettings

_File = typer.Option(exists=True, dir_okay=False, readable=True)


def evaluate(
    kb: Annotated[Path, _File],
    questions: Annotated[Path, _File],
    negatives: Annotated[list[Path] | None, _File] = None,
    contradictions: Annotated[Path | None, _File] = None,
    json_file: Annotated[Path | None, typer.Option("--json", dir_okay=False, help="Write the figures here.")] = None,
) -> None:
    """Measure the matcher and BM25 on labelled questions, with an index made from KB alone.

    Lines are JSON. KB: topic_id, title, answer, url, variants (optional).
    Questions: q, topic_id, style (optional).
    Negatives: q. Contradictions: q_true, q_false, topic_id.
    """
    errors = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    try:
        files = read_labelled_files(kb, questions, tuple(negatives or ()), contradictions)
    except MalformedLine as error:
        errors.print(str(error))
        raise typer.Exit(1) from error
    encoder = load_encoder(KnowledgeSettings().encoder_path)
    thresholds = load_thresholds(encoder_digest=encoder.digest)
    if thresholds.calibrated_for_other_encoder:
        errors.print("the thresholds were calibrated for another encoder; the cautious limits are in use")
    result = evaluate_files(files, encoder, thresholds)
    if json_file is not None:
        json_file.parent.mkdir(parents=True, exist_ok=True)
        json_file.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    console = Console(width=None if errors.is_terminal else 110)
    console.print(figures_table(result))
    latency = result["latency_ms"]
    console.print(f"median {latency['median']} ms, 95% within {latency['p95']} ms, encoder {encoder.name}")
