"""Rank entries with Rasa's ResponseSelector trained on them, for ``make evaluate --with-rasa``; runs in .venv-rasa.

Reads ``{"rows": [[entry_id, text], ...], "texts": [...], "epochs"}`` from the file named first and writes
``{"answers": [[[entry_id, ...], confidence, ms], ...], "megabytes"}`` to the file named second. Its training data and
model stay beside the second file. A question is cut to 500 characters, as the product does.
"""

import asyncio
import json
import logging
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

LONGEST = 500
SEED = 7
BATCH = 256
RETRIEVAL_INTENT = "faq"


def main(order: Path, result: Path) -> None:
    import skops.io  # noqa: F401 - before TensorFlow, see bot/rasa_command.py
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu
    from rasa.utils.log_utils import configure_structlog
    from ruamel.yaml import YAML

    logging.disable(logging.WARNING)
    configure_structlog(logging.ERROR)
    wanted = json.loads(order.read_text(encoding="utf-8"))
    entry_ids = list(dict.fromkeys(entry_id for entry_id, _ in wanted["rows"]))
    data, config = result.parent / "data", result.parent / "config.yml"
    data.mkdir(parents=True, exist_ok=True)
    yaml = YAML(typ="safe")
    yaml.allow_unicode = True
    # Really YAML: what can be read as JSON is taken for another tool's format.
    with (data / "nlu.yml").open("w", encoding="utf-8") as stream:
        yaml.dump(training_data(wanted["rows"], entry_ids), stream)
    with config.open("w", encoding="utf-8") as stream:
        yaml.dump(pipeline(wanted["epochs"]), stream)
    model = Path(train_nlu(str(config), str(data), str(result.parent / "models"), fixed_model_name="selector"))
    agent = Agent.load(str(model))
    answers = []
    for text in wanted["texts"]:
        started = time.perf_counter()
        parsed = asyncio.run(agent.parse_message(text[:LONGEST]))
        milliseconds = (time.perf_counter() - started) * 1000
        ranking = parsed["response_selector"][RETRIEVAL_INTENT]["ranking"]
        ids = [entry_ids[int(one["intent_response_key"].split("/e")[1])] for one in ranking]
        answers.append([ids, float(ranking[0]["confidence"]) if ranking else 0.0, milliseconds])
    size = model.stat().st_size / 1e6
    result.write_text(json.dumps({"answers": answers, "megabytes": size}), encoding="utf-8")


def training_data(rows: list[list[str]], entry_ids: list[str]) -> dict:
    """Every row is an example of its entry's response."""
    numbers = {entry_id: number for number, entry_id in enumerate(entry_ids)}
    examples: dict[int, list[str]] = {number: [] for number in numbers.values()}
    for entry_id, text in rows:
        examples[numbers[entry_id]].append(text)
    return {
        "version": "3.1",
        "nlu": [
            {"intent": f"{RETRIEVAL_INTENT}/e{number}", "examples": [{"text": text} for text in texts]}
            for number, texts in examples.items()
        ],
        "responses": {
            f"utter_{RETRIEVAL_INTENT}/e{number}": [{"text": entry_id}] for entry_id, number in numbers.items()
        },
    }


def pipeline(epochs: int) -> dict:
    """Characters and pairs inside jieba words; the selector with its defaults but for epochs and batches."""
    return {
        "recipe": "default.v1",
        "language": "zh",
        "pipeline": [
            {"name": "JiebaTokenizer"},
            {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 2},
            {
                "name": "ResponseSelector",
                "retrieval_intent": RETRIEVAL_INTENT,
                "epochs": epochs,
                "batch_size": BATCH,
                "random_seed": SEED,
                "constrain_similarities": True,
            },
        ],
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
