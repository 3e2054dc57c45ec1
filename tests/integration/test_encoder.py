"""The shipped encoder, other ones, and none."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from knowledge.matching.encoder import EncoderUnavailable, SentenceTransformerEncoder, load_encoder
from knowledge.matching.index import IndexSnapshot
from knowledge.matching.matcher import Matcher
from knowledge.matching.spelling import plain_words
from knowledge.matching.thresholds import load_thresholds
from knowledge.matching.types import Answer, IndexedEntry
from knowledge.settings import KnowledgeSettings

SHIPPED = Path(KnowledgeSettings().encoder_path)
ALIKE = 0.8
UNLIKE = 0.5


@pytest.fixture(scope="module")
def encoder() -> SentenceTransformerEncoder:
    return load_encoder(SHIPPED)


def cosine(encoder: SentenceTransformerEncoder, one: str, other: str) -> float:
    first, second = encoder.encode([plain_words(one), plain_words(other)])
    return float(first @ second)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("番茄", "西红柿"),
        ("土豆", "马铃薯"),
        ("吃隔夜菜致癌", "吃隔夜菜得癌症"),
        ("酱油里有防腐剂", "醬油裡有防腐劑"),
        ("GB 2760", "ＧＢ　２７６０"),
    ],
)
def test_the_same_thing_in_other_words_or_script_is_near(
    encoder: SentenceTransformerEncoder, one: str, other: str
) -> None:
    assert cosine(encoder, one, other) > ALIKE


def test_another_thing_is_far(encoder: SentenceTransformerEncoder) -> None:
    assert cosine(encoder, "隔夜菜致癌", "明天坐地铁去哪里") < UNLIKE


def test_the_shipped_model_is_a_plain_sentence_transformers_model_of_at_most_forty_megabytes(
    encoder: SentenceTransformerEncoder,
) -> None:
    texts = ["隔夜菜致癌吗", "微波炉热饭", ""]
    plain = SentenceTransformer(str(SHIPPED), device="cpu").float().encode(texts)
    assert np.allclose(plain, encoder.encode(texts), atol=2e-3)
    assert sum(file.stat().st_size for file in SHIPPED.rglob("*") if file.is_file()) <= 40 * 2**20


@pytest.mark.parametrize("name", ["no/such/model", "/nowhere/at/all", ""])
def test_a_model_that_is_not_there_is_named_in_one_sentence(tmp_path: Path, name: str) -> None:
    wanted = name or str(tmp_path / "empty")
    (tmp_path / "empty").mkdir()
    with pytest.raises(EncoderUnavailable, match="no sentence-transformers model can be loaded"):
        load_encoder(wanted)


def test_an_index_of_another_model_is_refused_and_a_copy_of_the_same_is_not(
    encoder: SentenceTransformerEncoder, tmp_path: Path
) -> None:
    snapshot = IndexSnapshot.build([IndexedEntry("a", "隔夜菜致癌")], encoder, 1)
    copy = load_encoder(shutil.copytree(SHIPPED, tmp_path / "copy"))
    assert copy.digest == encoder.digest
    assert Matcher(snapshot, copy, load_thresholds()).match("隔夜菜致癌吗")
    (tmp_path / "copy" / "modules.json").write_text((tmp_path / "copy" / "modules.json").read_text() + "\n")
    changed = load_encoder(tmp_path / "copy")
    with pytest.raises(ValueError, match="another encoder"):
        Matcher(snapshot, changed, load_thresholds())


def test_one_entry_alone_answers_its_question_and_nothing_else(encoder: SentenceTransformerEncoder) -> None:
    snapshot = IndexSnapshot.build([IndexedEntry("a", "隔夜菜致癌", ("剩菜能吃吗",))], encoder, 1)
    matcher = Matcher(snapshot, encoder, load_thresholds(encoder_digest=encoder.digest))
    assert isinstance(matcher.match("隔夜菜致癌"), Answer)
    assert not isinstance(matcher.match("明天天气怎么样"), Answer)
