"""The encoder that ships: what matching and anybody else with sentence-transformers may rely on."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

import knowledge
from knowledge.training.model import model_digest
from knowledge.training.pipeline import RECORD

ENCODER = Path(knowledge.__file__).parent / "encoder"
MEBIBYTE = 1024 * 1024


@pytest.fixture(scope="module")
def model() -> SentenceTransformer:
    """The model, loaded as a user of sentence-transformers would, offline."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_OFFLINE", "1")
        return SentenceTransformer(str(ENCODER), device="cpu")


def _vectors(model: SentenceTransformer, *texts: str) -> NDArray[np.float32]:
    return np.asarray(model.encode(list(texts), show_progress_bar=False), dtype=np.float32)


def _similarity(model: SentenceTransformer, one: str, other: str) -> float:
    rows = _vectors(model, one, other)
    return float(rows[0] @ rows[1])


def test_vectors_have_256_numbers_and_length_one(model: SentenceTransformer) -> None:
    rows = _vectors(model, "隔夜菜致癌是真的吗", "H7N9", "吃" * 3000)

    assert rows.shape == (3, 256)
    # bfloat16 has three significant digits.
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(3), abs=5e-3)


@pytest.mark.parametrize("text", ["", "😀🙏🔥", "？！……", " \n"])
def test_a_text_without_words_is_a_zero_vector_beside_others(model: SentenceTransformer, text: str) -> None:
    rows = _vectors(model, "番茄", text, "土豆")

    assert not rows[1].any()
    assert np.isfinite(rows).all()
    assert rows[0].any()
    assert rows[2].any()


@pytest.mark.parametrize(
    ("one", "same", "other"),
    [
        ("番茄", "西红柿", "微波炉"),
        ("番茄", "西红柿", "猪肉"),
        ("土豆", "马铃薯", "西瓜"),
        ("致癌", "得癌症", "减肥"),
        ("吃隔夜菜会致癌", "剩菜吃了得癌症", "喝隔夜水会致癌"),
        ("螃蟹和柿子不能一起吃", "柿子跟螃蟹同食会中毒", "螃蟹和啤酒不能一起吃"),
        ("孕妇能吃木瓜吗", "怀孕的人吃木瓜好吗", "孕妇能吃西瓜吗"),
        ("怎么办食品经营许可证", "办理食品经营许可证需要什么材料", "怎么投诉食品店"),
        ("草莓农药残留超标", "草莓上的农残太多", "草莓打了激素"),
        ("土豆发芽还能吃吗", "发芽的马铃薯有毒", "土豆怎么保存"),
    ],
)
def test_the_same_claim_in_other_words_is_nearer_than_another_claim(
    model: SentenceTransformer, one: str, same: str, other: str
) -> None:
    assert _similarity(model, one, same) > _similarity(model, one, other) + 0.05


def test_hearsay_words_hardly_change_a_claim(model: SentenceTransformer) -> None:
    plain, forwarded = "微波炉加热食物致癌", "听说微波炉加热食物致癌，是真的吗，赶紧转给家人"

    assert _similarity(model, plain, forwarded) > 0.85


def test_width_case_and_punctuation_do_not_matter(model: SentenceTransformer) -> None:
    rows = _vectors(model, "H7N9，鸡肉！", "ｈ７ｎ９ 鸡肉")

    assert (rows[0] == rows[1]).all()


def test_the_model_fits_in_forty_megabytes_and_only_two_files_exceed_one() -> None:
    files = [path for path in ENCODER.rglob("*") if path.is_file()]
    large = {path.name for path in files if path.stat().st_size > MEBIBYTE}

    assert sum(path.stat().st_size for path in files) <= 40 * MEBIBYTE
    assert large == {"model.safetensors", "tokenizer.json"}


def test_the_record_names_the_model_that_lies_beside_it() -> None:
    record = json.loads((ENCODER / RECORD).read_text(encoding="utf-8"))

    assert record["model"] == model_digest(ENCODER)
    assert record["excluded"] == []


def test_the_model_card_gives_licence_and_attribution() -> None:
    card = (ENCODER / "README.md").read_text(encoding="utf-8")

    assert "license: cc-by-sa-4.0" in card
    assert "CC-CEDICT" in card
    assert "all-MiniLM-L6-v2" in card
