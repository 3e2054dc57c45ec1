"""A static embedding model, read from its files: a tokenizer and one vector per token.

What ``SentenceTransformer`` would load, without it and torch: importing them takes longer than everything else a
process does before it can answer.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, deserialize
from tokenizers import Tokenizer

_MODULES = "modules.json"
_SETTINGS = "config_sentence_transformers.json"
_WEIGHT = "embedding.weight"
_STATIC, _NORMALIZE = "StaticEmbedding", "Normalize"
_SENTENCE = "sentence_embedding"
_KINDS = {"F32": np.float32, "F16": np.float16}


@dataclass(frozen=True, slots=True)
class StaticModel:
    """What a static model consists of. ``prompts`` are put in front of texts, by purpose."""

    tokenizer: Tokenizer
    table: NDArray[np.float32]
    prompts: dict[str, str]


def read_static_model(directory: Path) -> StaticModel | None:
    """Read the model in ``directory``; ``None`` for any other kind of model, or one this cannot read."""
    try:
        modules = json.loads((directory / _MODULES).read_text(encoding="utf-8"))
        place = _place_of_static(directory, modules)
        if place is None:
            return None
        table = _table(place / "model.safetensors")
        settings = directory / _SETTINGS
        prompts = json.loads(settings.read_text(encoding="utf-8")).get("prompts") if settings.is_file() else None
        tokenizer = _tokenizer(place / "tokenizer.json")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, SafetensorError):
        return None
    return None if table is None else StaticModel(tokenizer, table, dict(prompts or {}))


def _place_of_static(directory: Path, modules: list[dict[str, str]]) -> Path | None:
    """Return where the static embedding lies when the others only scale vectors to length one."""
    kinds = [module["type"].rpartition(".")[2] for module in modules]
    if not kinds or kinds[0] != _STATIC or any(kind != _NORMALIZE for kind in kinds[1:]):
        return None
    if not all(_scales_sentences(directory / module["path"] / "config.json") for module in modules[1:]):
        return None
    return directory / modules[0]["path"]


def _scales_sentences(config: Path) -> bool:
    values = json.loads(config.read_text(encoding="utf-8")).values() if config.is_file() else ()
    return all(value == _SENTENCE for value in values)


def _tokenizer(file: Path) -> Tokenizer:
    try:
        return Tokenizer.from_file(str(file))
    except Exception as error:  # the library raises nothing narrower
        raise ValueError(f"{file} is no tokenizer") from error


def _table(file: Path) -> NDArray[np.float32] | None:
    tensors: dict[str, Any] = dict(deserialize(file.read_bytes()))  # type: ignore[no-untyped-call]
    if set(tensors) != {_WEIGHT}:
        return None
    tensor = tensors[_WEIGHT]
    if tensor["dtype"] == "BF16":
        # The upper half of a single-precision number.
        values = (np.frombuffer(tensor["data"], "<u2").astype(np.uint32) << 16).view(np.float32)
    elif tensor["dtype"] in _KINDS:
        values = np.frombuffer(tensor["data"], _KINDS[tensor["dtype"]]).astype(np.float32)
    else:
        return None
    return np.ascontiguousarray(values.reshape(tensor["shape"]))
