"""Texts to vectors: the protocol matching relies on, and sentence-transformers behind it."""

import hashlib
import os
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.static_model import StaticModel, read_static_model

Vectors = NDArray[np.float32]
TokenIds = NDArray[np.int64]
Weights = NDArray[np.float32]

_BATCH = 64
_FEW_TEXTS = 64
"""A message's claims and clauses; beyond it all processors tokenize together."""
_TEXTS_REMEMBERED = 256
# How a model was made says nothing about its vectors.
_TRAINING_RECORD = "training.json"
_digests: dict[tuple[tuple[str, int, int], ...], str] = {}


@runtime_checkable
class Encoder(Protocol):
    """What matching needs of an encoder.

    ``encode`` returns one row per text, of length one, or all zeros for a text without known tokens; the same text
    always gives the same row. ``encode_queries`` is for what residents ask, ``encode`` for what is looked up.
    ``digest`` changes whenever the vectors may.
    """

    name: str
    digest: str
    dimension: int

    def encode(self, texts: Sequence[str]) -> Vectors: ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors: ...


@runtime_checkable
class TokenEncoder(Encoder, Protocol):
    """An encoder that also knows a weighted vector for every token, as static embeddings do.

    Matching then aligns the words of two texts one by one; with any other encoder it does without. ``token_parts``
    gives each token's unit direction (its meaning) and length (its weight).
    """

    def token_ids(self, texts: Sequence[str]) -> list[TokenIds]: ...

    def token_parts(self, ids: TokenIds) -> tuple[Vectors, Weights]: ...


class EncoderUnavailable(OSError):
    """The model that was asked for cannot be loaded; the text says which and what to do."""


class SentenceTransformerEncoder(ABC):
    """Any sentence-transformers model. Thread-safe; prompts named ``query`` and ``passage``/``document`` are used."""

    def __init__(self, *, name: str, digest: str, dimension: int, prompts: Mapping[str, str]) -> None:
        self.name = name
        self.digest = digest
        self.dimension = dimension
        self._query_prompt: str = prompts.get("query") or ""
        self._passage_prompt: str = prompts.get("passage") or prompts.get("document") or ""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode texts that are looked up (titles, phrasings, answers)."""
        return self._encode(texts, self._passage_prompt)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode what residents ask."""
        return self._encode(texts, self._query_prompt)

    @abstractmethod
    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors: ...


class LoadedEncoder(SentenceTransformerEncoder):
    """A model that sentence-transformers itself runs."""

    def __init__(self, model: Any, *, name: str, digest: str) -> None:
        dimension = int(model.get_embedding_dimension())
        super().__init__(name=name, digest=digest, dimension=dimension, prompts=dict(model.prompts or {}))
        self._model = model

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        rows = self._model.encode(
            [prompt + text for text in texts],
            # An explicit empty prompt keeps the model's own default prompt from being put in front again.
            prompt="",
            batch_size=_BATCH,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return unit_rows(np.asarray(rows, np.float32))


class StaticEncoder(SentenceTransformerEncoder):
    """A model made of one static embedding table: read directly, fifteen times faster, with vectors per token."""

    def __init__(self, model: StaticModel, *, name: str, digest: str) -> None:
        super().__init__(name=name, digest=digest, dimension=model.table.shape[1], prompts=model.prompts)
        self._tokenizer = model.tokenizer
        # A padded batch would average padding tokens in.
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        # Taken apart once: every question asks for the directions and weights of some thousand tokens.
        self._weights: Weights = np.linalg.norm(model.table, axis=1).astype(np.float32)
        self._directions: Vectors = model.table / np.maximum(self._weights, np.float32(1e-8))[:, None]
        # Encoding and alignment ask for the tokens of the same question.
        self._remembered = lru_cache(maxsize=_TEXTS_REMEMBERED)(self._tokens_of)

    def token_ids(self, texts: Sequence[str]) -> list[TokenIds]:
        """Return the known tokens of each text, in order."""
        if len(texts) <= _FEW_TEXTS:
            return [self._remembered(text) for text in texts]
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [np.asarray(encoding.ids, np.int64) for encoding in encodings]

    def token_parts(self, ids: TokenIds) -> tuple[Vectors, Weights]:
        """Return the table's rows taken apart: unit directions (meaning) and lengths (weight)."""
        return self._directions.take(ids, axis=0), self._weights.take(ids)

    def _tokens_of(self, text: str) -> TokenIds:
        # As ``encode``, without keeping where in the text each token stands.
        (encoding,) = self._tokenizer.encode_batch_fast([text], add_special_tokens=False)
        tokens = np.asarray(encoding.ids, np.int64)
        tokens.flags.writeable = False
        return tokens

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), np.float32)
        asked = [prompt + text for text in texts] if prompt else texts
        for row, ids in zip(rows, self.token_ids(asked), strict=True):
            if len(ids):
                row[:] = self._weights[ids] @ self._directions[ids]
        return unit_rows(rows)


def unit_rows(rows: Vectors) -> Vectors:
    """Scale each row to length one; rows that are zero or not finite become zero."""
    rows = np.where(np.isfinite(rows), rows, np.float32(0)).astype(np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-8)
    return scaled


def load_encoder(path_or_name: str | os.PathLike[str]) -> SentenceTransformerEncoder:
    """Load a sentence-transformers model from a directory, or by name where one is cached or reachable.

    A directory's files decide the digest; a model known by name only is digested by its parameters. Raises
    ``EncoderUnavailable`` when there is no such model.
    """
    directory = Path(path_or_name)
    static = read_static_model(directory) if directory.is_dir() else None
    if static is not None:
        return StaticEncoder(static, name=directory.name, digest=digest_files(directory))
    # Imported here: torch takes seconds, and importing a module should do nothing.
    from sentence_transformers import SentenceTransformer

    try:
        model = SentenceTransformer(str(path_or_name), device="cpu")
    except (OSError, ValueError) as error:
        raise EncoderUnavailable(
            f"no sentence-transformers model can be loaded from {path_or_name}: XIAOCHEN_ENCODER must be a directory"
            " that holds one, or the name of one that is on this machine already (nothing is downloaded)"
        ) from error
    model.eval()
    digest = digest_files(directory) if directory.is_dir() else _digest_parameters(model)
    name = directory.name if directory.is_dir() else str(path_or_name)
    loaded = _static_of(model)
    return StaticEncoder(loaded, name=name, digest=digest) if loaded else LoadedEncoder(model, name=name, digest=digest)


def _static_of(model: Any) -> StaticModel | None:
    """Take a model apart that is known by name, or lies in files only sentence-transformers can read."""
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    modules = list(model)
    if not isinstance(modules[0], StaticEmbedding) or not all(isinstance(m, Normalize) for m in modules[1:]):
        return None
    weight = modules[0].embedding.weight.detach().float().cpu().numpy()
    table = np.ascontiguousarray(weight, np.float32)
    return StaticModel(modules[0].tokenizer, table, dict(model.prompts or {}))


def digest_files(directory: Path) -> str:
    """Return the sha256 over every file below ``directory``: names and contents. Remembered while nothing changes.

    Notes for people (Markdown), the training record and hidden files do not count: they cannot change a vector.
    """
    files = sorted(
        file
        for file in directory.rglob("*")
        if file.is_file()
        and file.name != _TRAINING_RECORD
        and file.suffix.lower() not in {".md", ".py", ".pyc"}
        and not any(part.startswith(".") or part == "__pycache__" for part in file.relative_to(directory).parts)
    )
    stats = [(file, file.stat()) for file in files]
    key = tuple((str(file.resolve()), stat.st_size, stat.st_mtime_ns) for file, stat in stats)
    if key not in _digests:
        digest = hashlib.sha256()
        for file in files:
            digest.update(file.relative_to(directory).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(file.read_bytes()).digest())
        _digests[key] = digest.hexdigest()
    return _digests[key]


def _digest_parameters(model: Any) -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode() + b"\0")
        digest.update(tensor.detach().cpu().contiguous().float().numpy().tobytes())
    return digest.hexdigest()
