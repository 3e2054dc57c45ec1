"""``xiaochen clusters evaluate``: measure on labelled forwards how reports of one rumor come together."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.cli.output import console, plain
from knowledge.emerging.cluster_evaluation import MalformedForwards, as_json, evaluate_clusters, read_forwards
from knowledge.emerging.clustering import ClaimReader
from knowledge.matching.encoder import load_encoder
from knowledge.settings import KnowledgeSettings

commands = typer.Typer(help="Clusters of reports of the same rumor.", no_args_is_help=True)
_File = typer.Option(exists=True, dir_okay=False, readable=True)


@commands.callback()
def _clusters() -> None:
    """Keeps ``evaluate`` a command of its own although it is the only one."""


@commands.command("evaluate")
def evaluate(
    forwards: Annotated[Path, _File],
    clusters: Annotated[Path, _File],
    json_file: Annotated[Path | None, typer.Option("--json", dir_okay=False, help="Write the figures here.")] = None,
) -> None:
    """Place FORWARDS as they arrive and compare with CLUSTERS; forwards no cluster lists stand alone.

    Lines are JSON. Forwards: id, text. Clusters: cluster_id, ids.
    """
    try:
        texts, labels = read_forwards(forwards, clusters)
    except MalformedForwards as error:
        Console(stderr=True, soft_wrap=True, highlight=False, markup=False).print(str(error))
        raise typer.Exit(1) from error
    reader = ClaimReader(load_encoder(KnowledgeSettings().encoder_path))
    figures = as_json(evaluate_clusters(texts, labels, reader))
    if json_file is not None:
        json_file.parent.mkdir(parents=True, exist_ok=True)
        json_file.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    for name, value in figures.items():
        console().print(plain(f"{name}: {value}"))
