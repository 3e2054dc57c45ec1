"""BM25 over characters: the same scores as bm25s counts document by document."""

import bm25s
import numpy as np
import pytest

from knowledge.matching.lexical import LexicalIndex, character_terms

DOCUMENTS = ["隔夜菜会致癌", "隔夜菜,隔夜茶!隔夜水", "", "vc和虾一起吃", "😀。", "维生素c", "鳖\ud800鳖"]
QUESTIONS = ["隔夜菜真的会致癌吗", "vc", "菜,会", "", "?", "没有人写过的字鑫", "隔夜隔夜"]


def _scores_of_bm25s(documents: list[str], question: str) -> np.ndarray:
    terms = [character_terms(document) for document in documents]
    vocabulary = {term: number for number, term in enumerate(sorted({t for ts in terms for t in ts}))}
    bm25 = bm25s.BM25(k1=1.5, b=0.75, method="lucene")
    ids = [[vocabulary[term] for term in document] for document in terms]
    bm25.index((ids, vocabulary), show_progress=False, create_empty_token=False)
    known = [vocabulary[term] for term in character_terms(question) if term in vocabulary]
    return bm25.get_scores_from_ids(known) if known else np.zeros(len(documents), np.float32)


@pytest.mark.parametrize("question", QUESTIONS)
def test_scores_are_those_of_bm25s_to_the_last_bit(question: str) -> None:
    assert np.array_equal(LexicalIndex(DOCUMENTS).scores(question), _scores_of_bm25s(DOCUMENTS, question))


@pytest.mark.parametrize("documents", [[], [""], ["。", "!"]])
def test_documents_without_words_score_nothing(documents: list[str]) -> None:
    index = LexicalIndex(documents)

    assert len(index) == len(documents)
    assert index.similarity("隔夜菜").tolist() == [0.0] * len(documents)


def test_a_document_that_says_the_same_is_about_one() -> None:
    index = LexicalIndex(["隔夜菜会致癌吗", "西瓜是打针催红的", "味精加热有毒吗"])

    assert index.similarity("隔夜菜会致癌吗")[0] == pytest.approx(1.0, abs=0.1)
    assert index.similarity("隔夜菜会致癌吗").argmax() == 0


@pytest.mark.parametrize("question", [*QUESTIONS, "隔夜菜,隔夜茶!隔夜水会致癌吗" * 4])
@pytest.mark.parametrize("repeated", [1, 40], ids=["of few", "of many"])
def test_some_documents_are_scored_as_among_all(question: str, repeated: int) -> None:
    index = LexicalIndex([*DOCUMENTS, *["隔夜菜会致癌", "味精加热有毒吗"] * repeated])
    asked = np.array([6, 0, 2, 4, 3, 1, 5])

    assert np.array_equal(index.similarity_of(question, asked), index.similarity(question)[asked])
