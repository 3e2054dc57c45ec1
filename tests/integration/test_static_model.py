"""Reading a static model without sentence-transformers gives what sentence-transformers gives."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Dense, Normalize, StaticEmbedding
from tokenizers import Tokenizer
from tokenizers.models import WordLevel

from knowledge.matching.encoder import LoadedEncoder, StaticEncoder, load_encoder
from knowledge.matching.static_model import read_static_model
from knowledge.settings import KnowledgeSettings

SHIPPED = Path(KnowledgeSettings().encoder_path)
WORDS = ("隔", "夜", "菜", "癌", "？")
TEXTS = ("隔夜菜致癌吗", "番茄和西红柿", "GB 2760", "", "😀", "菜" * 2000)
ROUNDING = 1e-6


def _saved(
    directory: Path, kind: torch.dtype, *modules: torch.nn.Module, prompts: dict[str, str] | None = None
) -> Path:
    numbers = torch.Generator().manual_seed(4)
    weights = torch.randn(len(WORDS), 8, generator=numbers).to(kind)
    # One token per text is enough here: what is split where is the tokenizer's matter on both sides.
    tokenizer = Tokenizer(WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="？"))
    model = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_weights=weights), *modules], device="cpu", prompts=prompts
    )
    model.save(str(directory), create_model_card=False)
    return directory


def _by_sentence_transformers(directory: Path, texts: Sequence[str]) -> NDArray[np.float32]:
    model = SentenceTransformer(str(directory), device="cpu").float()
    return np.asarray(model.encode(list(texts), normalize_embeddings=True, prompt=""), np.float32)


def test_the_shipped_model_gives_the_vectors_of_sentence_transformers() -> None:
    encoder = load_encoder(SHIPPED)

    assert isinstance(encoder, StaticEncoder)
    assert np.allclose(encoder.encode(TEXTS), _by_sentence_transformers(SHIPPED, TEXTS), atol=ROUNDING)


@pytest.mark.parametrize("kind", [torch.float32, torch.float16, torch.bfloat16])
def test_a_table_of_any_usual_precision_is_read(tmp_path: Path, kind: torch.dtype) -> None:
    directory = _saved(tmp_path / "model", kind, Normalize())

    encoder = load_encoder(directory)

    assert isinstance(encoder, StaticEncoder)
    assert np.allclose(encoder.encode(WORDS), _by_sentence_transformers(directory, WORDS), atol=ROUNDING)


def test_prompts_stand_before_what_is_asked(tmp_path: Path) -> None:
    directory = _saved(tmp_path / "model", torch.float32, prompts={"query": "隔", "document": ""})

    encoder = load_encoder(directory)

    assert encoder.encode([""]).any() == np.False_
    assert np.allclose(encoder.encode_queries([""]), encoder.encode(["隔"]))


def test_many_texts_are_encoded_like_each_alone() -> None:
    encoder = load_encoder(SHIPPED)
    texts = [f"第{number}种食物会致癌吗" for number in range(200)]

    assert np.array_equal(encoder.encode(texts), np.concatenate([encoder.encode([text]) for text in texts]))


def test_a_model_with_another_layer_is_left_to_sentence_transformers(tmp_path: Path) -> None:
    directory = _saved(tmp_path / "model", torch.float32, Dense(8, 4), Normalize())

    encoder = load_encoder(directory)

    assert read_static_model(directory) is None
    assert isinstance(encoder, LoadedEncoder)
    assert encoder.dimension == 4
    assert np.allclose(encoder.encode(WORDS), _by_sentence_transformers(directory, WORDS), atol=ROUNDING)


def test_a_layer_that_scales_something_else_is_not_read_here(tmp_path: Path) -> None:
    directory = _saved(tmp_path / "model", torch.float32, Normalize())
    config = next(directory.glob("*_Normalize/config.json"))
    config.write_text(json.dumps({"module_input_name": "token_embeddings"}), encoding="utf-8")

    assert read_static_model(directory) is None


@pytest.mark.parametrize("name", ["modules.json", "model.safetensors", "tokenizer.json"])
def test_a_damaged_file_is_not_read_here(tmp_path: Path, name: str) -> None:
    directory = _saved(tmp_path / "model", torch.float32, Normalize())
    (directory / name).write_bytes(b"\x00 damaged")

    assert read_static_model(directory) is None


def test_the_shipped_model_is_loaded_without_torch() -> None:
    program = (
        "import sys; from knowledge.matching.encoder import load_encoder;"
        f"load_encoder({str(SHIPPED)!r}); sys.exit('torch' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 0
