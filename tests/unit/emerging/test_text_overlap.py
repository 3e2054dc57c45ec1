"""Wording two messages share."""

import numpy as np
import pytest

from knowledge.emerging.text_overlap import buckets_of, overlap, read_wording

FORWARD = "老乡在瓜市上班亲口跟我说西瓜都打针甜蜜素加胭脂红用针管推进去切开红得不正常甜得齁人"
OTHER = "塑料大米混进超市了马铃薯加工业树脂做成米粒煮出来的饭团成球能弹"


def test_a_message_cut_short_is_contained_in_the_whole_and_less_alike() -> None:
    found = overlap(read_wording(FORWARD), [read_wording(FORWARD[:20]), read_wording(FORWARD)])
    assert found.contained == pytest.approx([1.0, 1.0], abs=1e-5)
    assert 0.4 < found.cosine[0] < 0.9
    assert found.cosine[1] == pytest.approx(1.0, abs=1e-5)


def test_many_are_compared_as_each_alone_and_both_ways_round() -> None:
    one, others = read_wording(FORWARD), [read_wording(OTHER), read_wording(FORWARD[5:30] + OTHER), read_wording("瓜")]
    together = overlap(one, others)
    for place, other in enumerate(others):
        assert [float(values[place]) for values in together] == pytest.approx(
            [float(values[0]) for values in overlap(other, [one])], abs=1e-5
        )
    assert together.cosine[0] < 0.05 < together.cosine[1]


@pytest.mark.parametrize(("rare", "common"), [("亚铁氰化", "老人孩子"), ("卡拉胶", "医生说")])
def test_rare_words_count_for_more_than_common_ones_of_the_same_length(rare: str, common: str) -> None:
    assert read_wording(rare).weight > 1.3 * read_wording(common).weight


@pytest.mark.parametrize("text", ["", "！？", "😀"])
def test_a_message_without_words_shares_nothing(text: str) -> None:
    found = overlap(read_wording(text), [read_wording(FORWARD), read_wording(text)])
    assert np.all(np.stack(found) == 0)


def test_buckets_are_the_same_in_every_process() -> None:
    # The shipped counts are by bucket: another numbering would make them those of other words.
    assert buckets_of("西瓜", 1).tolist() == [138393, 205236]
    assert buckets_of("西瓜", 2).tolist() == [54977]
    assert buckets_of("瓜", 2).tolist() == []
