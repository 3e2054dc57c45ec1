"""Writing the encoder as a sentence-transformers model, byte for byte the same for the same table."""

import hashlib
import shutil
import tempfile
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
from tokenizers import Tokenizer

from knowledge.training.tokenizer import write_compactly

MODEL_CARD = "README.md"


def save_model(table: NDArray[np.float32], tokenizer: Tokenizer, output_dir: Path) -> None:
    """Save the model to ``output_dir`` in half precision; a model card that stands there stays."""
    # bfloat16 and not float16: in float16 the smallest length that Normalize divides by is zero, and a text
    # without known words would be NaN instead of a zero vector.
    halves = torch.from_numpy(np.ascontiguousarray(table)).to(torch.bfloat16)
    module = StaticEmbedding(tokenizer, embedding_weights=halves)
    model = SentenceTransformer(modules=[module, Normalize()], device="cpu")
    output_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output_dir.parent) as aside:
        model.save(aside, create_model_card=False)
        for tokenizer_file in sorted(Path(aside).rglob("tokenizer.json")):
            tokenizer_file.write_text(write_compactly(tokenizer), encoding="utf-8")
        for source in sorted(path for path in Path(aside).rglob("*") if path.is_file()):
            target = output_dir / source.relative_to(aside)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


def model_digest(model_dir: Path) -> str:
    """sha256 over the model's weights and tokenizer, the two files that decide every vector."""
    digest = hashlib.sha256()
    for name in ("model.safetensors", "tokenizer.json"):
        for path in sorted(model_dir.rglob(name)):
            digest.update(f"{path.relative_to(model_dir).as_posix()}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
