"""``python -m api.dialogue_evaluation``: the own questions through the dialogue, compared with the check.

Beside a running product with the same settings and without visitor limits, or with ``--start`` on a product of its
own. It leaves inquiries and reports in the database it talks to.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.progress import track
from rich.table import Table

from api.dialogue_evaluation.asking import Asker
from api.dialogue_evaluation.comparing import figures
from api.dialogue_evaluation.product import NotReady, client_for, own_product, require_ready
from api.dialogue_evaluation.texts import held_back_messages, own_texts
from api.settings import ApiSettings
from knowledge.db import make_engine
from knowledge.evaluation.data_sets import Part

_ROOT = Path(__file__).resolve().parents[2]
_OWN = _ROOT / "tests" / "evaluation" / "own"
_HELD_BACK = tuple(_ROOT / "tests" / "dialogue" / name for name in ("nlu_holdout.yml", "nlu_last.yml"))
LEAST_EQUAL = 0.995


def main() -> int:
    """Exit status 1 with one sentence when there is nothing to measure; a missed target is only reported."""
    arguments = _arguments()
    parts = arguments.part or list(Part)
    texts = list(own_texts(arguments.own, parts))[:: arguments.every]
    messages = list(held_back_messages(_HELD_BACK))[:: arguments.every] if arguments.intents else []
    errors = Console(stderr=True, soft_wrap=True)
    try:
        with _product(ApiSettings(), start=arguments.start) as settings, client_for(settings) as client:
            require_ready(client)
            engine = make_engine(settings.database_address)
            asker = Asker(client, engine)
            turns = [asker.turn(group, text) for group, text in track(texts, "asking both ways", console=errors)]
            heard = [asker.understood(intent, text) for intent, text in track(messages, "intents", console=errors)]
            engine.dispose()
    except (NotReady, httpx.HTTPError, OSError) as error:
        errors.print(f"dialogue evaluation: {error}", markup=False)
        return 1
    quotable = frozenset(turn.group for turn in turns if not turn.group.startswith(Part.FINAL))
    result = {"measured_on": datetime.now(UTC).date().isoformat(), **figures(turns, heard, quotable)}
    if arguments.json is not None:
        arguments.json.parent.mkdir(parents=True, exist_ok=True)
        arguments.json.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    _tell(result, Console(soft_wrap=True, highlight=False, markup=False))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m api.dialogue_evaluation", description=__doc__)
    parser.add_argument("--start", action="store_true", help="start a product of its own, and stop it afterwards")
    parser.add_argument("--part", action="append", type=Part, choices=list(Part), help="own questions; default: both")
    parser.add_argument("--own", type=Path, default=_OWN, help="folder of the own questions")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth text: a quick look")
    parser.add_argument(
        "--intents", action=argparse.BooleanOptionalAction, default=True, help="also say Rasa's held-back messages"
    )
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures here")
    return parser.parse_args()


@contextmanager
def _product(settings: ApiSettings, *, start: bool) -> Iterator[ApiSettings]:
    if not start:
        yield settings
        return
    with own_product(settings) as own:
        yield own


def _tell(result: dict[str, Any], console: Console) -> None:
    for group, share in result["equal_by_set"].items():
        console.print(f"{group}: outcome and first card equal for {share:.1%}")
    console.print(
        f"all {result['questions']} questions: {result['equal']:.1%} (target {LEAST_EQUAL:.1%}); "
        f"{result['direct_mode']} of {result['asked']} texts answered in direct mode"
    )
    for one in result["different"]:
        text = f" {one['text']}" if "text" in one else ""
        console.print(f"- {one['set']}: check {one['check']}, chat {one['chat']}, intent {one['intent']}{text}")
    if not result["intents"]:
        return
    table = Table("intent", "held back", "recall", "precision")
    for intent, line in result["intents"].items():
        table.add_row(intent, str(line["n"]), f"{line['recall']:.3f}", f"{line['precision']:.3f}")
    console.print(table)


if __name__ == "__main__":
    sys.exit(main())
