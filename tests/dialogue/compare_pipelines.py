# What a command prints is its result.
# ruff: noqa: T201
"""Compare NLU pipelines on held-back messages; run from the repository root with the Rasa environment.

    .venv-rasa/bin/python tests/dialogue/compare_pipelines.py words characters diet
    .venv-rasa/bin/python tests/dialogue/compare_pipelines.py shipped --on fresh --errors
    .venv-rasa/bin/python tests/dialogue/compare_pipelines.py --model MODEL --json OUT

``shipped`` is the pipeline of config.yml; ``--model`` judges a trained model as it is. Every pipeline is
judged with FoodFirst's rule behind it, as in production, at several thresholds. Prints Markdown for
docs/nlu-evaluation.md.
"""

import argparse
import asyncio
import json
import logging
import os
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.components.food_first import FoodFirst

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

ROOT = Path(__file__).resolve().parents[2]
MESSAGES = {
    "holdout": ROOT / "tests" / "dialogue" / "nlu_holdout.yml",
    "fresh": ROOT / "tests" / "dialogue" / "nlu_fresh.yml",
    "last": ROOT / "tests" / "dialogue" / "nlu_last.yml",
}
CLAIM = "check_claim"
THRESHOLDS = (0.0, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7)

FOOD_WORDS = {"name": "RegexEntityExtractor", "use_word_boundaries": False, "use_regexes": False}
CHARACTERS = {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4}
# words: jieba's words and the characters inside them; characters: the same without the words;
# diet: the features of words under another classifier.
PIPELINES: dict[str, list[dict[str, Any]]] = {
    "words": [
        {"name": "JiebaTokenizer"},
        {"name": "RegexFeaturizer", "use_word_boundaries": False},
        {"name": "CountVectorsFeaturizer"},
        CHARACTERS,
        {"name": "LogisticRegressionClassifier", "max_iter": 300},
    ],
    "characters": [
        {"name": "JiebaTokenizer"},
        {"name": "RegexFeaturizer", "use_word_boundaries": False},
        CHARACTERS,
        {"name": "LogisticRegressionClassifier", "max_iter": 300},
    ],
    "diet": [
        {"name": "JiebaTokenizer"},
        {"name": "RegexFeaturizer", "use_word_boundaries": False},
        {"name": "CountVectorsFeaturizer"},
        CHARACTERS,
        {"name": "DIETClassifier", "epochs": 60, "random_seed": 7, "entity_recognition": False},
    ],
}


@dataclass(frozen=True)
class Prediction:
    """What the classifier made of one held-back message."""

    text: str
    wanted: str
    given: str
    confidence: float
    names_food: bool

    def handled_as(self, rule: "FoodFirst") -> str:
        """The path the dialogue takes under this rule."""
        return (
            CLAIM
            if rule.is_overruled(self.given, self.confidence, names_food=self.names_food)
            else self.given
        )


def rule_at(threshold: float) -> "FoodFirst":
    """FoodFirst with one threshold for all intents."""
    from bot.components.food_first import FoodFirst

    return FoodFirst({**FoodFirst.get_default_config(), "threshold": threshold})


def rule_of_config() -> "FoodFirst":
    """FoodFirst as config.yml sets it."""
    from bot.components.food_first import FoodFirst

    settings = next(part for part in configured_pipeline() if part["name"].endswith("FoodFirst"))
    return FoodFirst({**FoodFirst.get_default_config(), **settings})


def configured_pipeline() -> list[dict[str, Any]]:
    from ruamel.yaml import YAML

    return YAML(typ="safe").load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]


def pipeline_named(name: str) -> list[dict[str, Any]]:
    """The pipeline to try, without FoodFirst, so that the classifier's own confidences stay visible."""
    if name != "shipped":
        return [*PIPELINES[name], FOOD_WORDS]
    return [part for part in configured_pipeline() if not part["name"].endswith("FoodFirst")]


def train(name: str, workplace: Path) -> tuple[Path, float]:
    """Train the named pipeline on data/nlu; the model's path and the seconds it took."""
    from rasa.model_training import train_nlu
    from ruamel.yaml import YAML

    config = workplace / f"{name}.yml"
    with config.open("w", encoding="utf-8") as stream:
        YAML().dump({"recipe": "default.v1", "language": "zh", "pipeline": pipeline_named(name)}, stream)
    started = time.perf_counter()
    model = train_nlu(
        str(config), str(ROOT / "data" / "nlu"), str(workplace / "models"), fixed_model_name=name
    )
    if model is None:
        raise SystemExit(f"pipeline {name} was not trained")
    return Path(model), time.perf_counter() - started


def predict(model: Path, messages: Path) -> tuple[list[Prediction], float]:
    """Every message's prediction and the median milliseconds of one."""
    from rasa.core.agent import Agent
    from rasa.shared.nlu.training_data.loading import load_data

    agent = Agent.load(str(model))
    predictions, milliseconds = [], []
    for example in load_data(str(messages)).intent_examples:
        text = example.get("text")
        started = time.perf_counter()
        parsed = asyncio.run(agent.parse_message(text))
        milliseconds.append((time.perf_counter() - started) * 1000)
        intent = parsed["intent"]
        names_food = any(entity["entity"] == "food" for entity in parsed["entities"])
        # A trained model has FoodFirst inside: what it overruled arrives as nlu_fallback.
        given = CLAIM if intent["name"] in {None, "nlu_fallback"} else intent["name"]
        predictions.append(Prediction(text, example.get("intent"), given, intent["confidence"], names_food))
    return predictions, sorted(milliseconds)[len(milliseconds) // 2]


def share(hits: int, total: int) -> str:
    return f"{hits / total:.3f}" if total else "-"


def print_sweep(predictions: list[Prediction]) -> None:
    """How each threshold trades swallowed food questions against small talk sent to the knowledge check."""
    claims = [p for p in predictions if p.wanted == CLAIM]
    others = [p for p in predictions if p.wanted != CLAIM]
    print("| threshold | food swallowed | other right | other sent to the check | other taken for another |")
    print("|---|---|---|---|---|")
    rules = {f"{threshold:.2f}": rule_at(threshold) for threshold in THRESHOLDS}
    for label, rule in {**rules, "config.yml": rule_of_config()}.items():
        swallowed = sum(p.handled_as(rule) != CLAIM for p in claims)
        right = sum(p.handled_as(rule) == p.wanted for p in others)
        checked = sum(p.handled_as(rule) == CLAIM for p in others)
        print(
            f"| {label} | {share(swallowed, len(claims))} ({swallowed}) | {share(right, len(others))} "
            f"| {share(checked, len(others))} | {share(len(others) - right - checked, len(others))} |"
        )


def print_intents(predictions: list[Prediction], rule: "FoodFirst") -> None:
    wanted = Counter(p.wanted for p in predictions)
    given = Counter(p.handled_as(rule) for p in predictions)
    right = Counter(p.wanted for p in predictions if p.handled_as(rule) == p.wanted)
    print("| intent | held back | recall | precision |\n|---|---|---|---|")
    for intent, total in wanted.most_common():
        print(
            f"| {intent} | {total} | {share(right[intent], total)} | {share(right[intent], given[intent])} |"
        )


def figures(predictions: list[Prediction]) -> dict[str, Any]:
    """The shares a test can hold a trained model to, and the food questions it swallowed."""
    claims = [p for p in predictions if p.wanted == CLAIM]
    others = [p for p in predictions if p.wanted != CLAIM]
    swallowed = [f"{p.given} {p.confidence:.2f} {p.text}" for p in claims if p.given != CLAIM]
    return {
        "food_questions": len(claims),
        "swallowed": swallowed,
        "others": len(others),
        "others_right": sum(p.given == p.wanted for p in others) / len(others),
        "others_taken_for_another": sum(p.given not in {p.wanted, CLAIM} for p in others) / len(others),
    }


def compare(arguments: argparse.Namespace) -> None:
    """Train each pipeline and print its figures."""
    rule = rule_of_config() if arguments.threshold is None else rule_at(arguments.threshold)
    with tempfile.TemporaryDirectory() as directory:
        for name in arguments.pipelines:
            model, seconds = train(name, Path(directory))
            predictions, milliseconds = predict(model, MESSAGES[arguments.on])
            right = sum(p.given == p.wanted for p in predictions)
            print(f"\n## {name}\nclassifier alone: accuracy {share(right, len(predictions))}", end=" ")
            print(
                f"of {len(predictions)}, training {seconds:.0f} s, {milliseconds:.1f} ms a message", end=", "
            )
            print(f"{model.stat().st_size / 1e6:.2f} MB\n")
            print_sweep(predictions)
            print()
            print_intents(predictions, rule)
            for p in predictions if arguments.errors else []:
                if p.handled_as(rule) != p.wanted:
                    print(f"- {p.wanted} -> {p.handled_as(rule)} ({p.given} {p.confidence:.2f}) {p.text}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pipelines", nargs="*", choices=[*PIPELINES, "shipped", []])
    parser.add_argument("--on", choices=[*MESSAGES], default="holdout", help="which messages to judge by")
    parser.add_argument(
        "--threshold", type=float, help="for the per-intent table instead of config.yml's rule"
    )
    parser.add_argument("--errors", action="store_true", help="list the messages that take a wrong path")
    parser.add_argument("--model", type=Path, help="judge this trained model instead of training")
    parser.add_argument("--json", type=Path, help="with --model: write the figures here")
    arguments = parser.parse_args()
    sys.path.insert(0, str(ROOT))  # Rasa imports bot.components from there
    import skops.io  # noqa: F401 - before TensorFlow, see bot/rasa_command.py
    from rasa.utils.log_utils import configure_structlog

    logging.disable(logging.WARNING)
    configure_structlog(logging.ERROR)
    if arguments.model is None:
        compare(arguments)
        return
    predictions, _ = predict(arguments.model, MESSAGES[arguments.on])
    result = json.dumps(figures(predictions), ensure_ascii=False, indent=2)
    if arguments.json is not None:
        arguments.json.write_text(result, encoding="utf-8")
    print(result)


if __name__ == "__main__":
    main()
