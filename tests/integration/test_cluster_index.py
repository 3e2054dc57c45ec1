"""Placing many reports: forwards as they arrive, with the shipped encoder."""

import itertools
import random

import pytest

from knowledge.calibration.dressing import arrivals
from knowledge.calibration.same_rumor import read_groups
from knowledge.emerging.cluster_evaluation import evaluate_clusters, place_all
from knowledge.emerging.cluster_index import MEMBERS_KEPT, ClusterIndex
from knowledge.emerging.clustering import ClaimPlacer, ClaimReader, KnownClaim
from knowledge.matching.encoder import Encoder
from tests.fakes import HashEncoder

INJECTED = (
    "老乡在批发市场卖了十年瓜，亲口跟我说西瓜都打针，甜蜜素加胭脂红用针管从瓜蒂推进去，切开红得不正常，甜得齁人。"
    "家里有小孩的千万别买，吃多了伤肝伤肾！"
)
EXPLODED = (
    "瓜农哭了！几十亩西瓜一夜之间全炸开，地里像被手榴弹炸过一样，原因是打了膨大剂，这种瓜个头大皮薄。"
    "家里有小孩的千万别买，吃多了伤肝伤肾！"
)
MOST_COMPARED = 60
"""Per report, on average: the most alike, the nearest, and the members of the clusters they are in."""


@pytest.fixture(scope="module")
def reader(shipped_encoder: Encoder) -> ClaimReader:
    return ClaimReader(shipped_encoder)


@pytest.mark.parametrize(
    "copy",
    [
        INJECTED[:60] + "……全文",
        "@小雨点 快看 " + INJECTED + "http://t.cn/zR4k2mX",
        INJECTED.replace("十年", "二十年").replace("小孩", "孩子"),
        "西瓜都是打针的，甜蜜素加胭脂红，别买",
    ],
)
def test_a_copy_cut_short_commented_or_retold_is_the_same_rumor(reader: ClaimReader, copy: str) -> None:
    assert reader.compare(INJECTED, copy).is_same_rumor
    assert reader.compare(copy, INJECTED).is_same_rumor


@pytest.mark.parametrize(
    "other",
    [
        EXPLODED,
        "草莓都是打针的，甜蜜素加胭脂红，别买",
        "切开的西瓜在冰箱放一晚上再吃，细菌直接冲进脑子，一位大爷吃了隔夜冰西瓜，肠子切掉七十厘米，转给家里爱吃冰西瓜的老人！",
    ],
)
def test_another_rumor_that_shares_food_or_sentences_is_another(reader: ClaimReader, other: str) -> None:
    assert not reader.compare(INJECTED, other).is_same_rumor


def test_messages_come_together_in_whatever_order_they_arrive(reader: ClaimReader) -> None:
    # The rumors are those the model was fitted on, the changes others; decision 0016 has figures on topics held back.
    messages = arrivals(read_groups()[::2], random.Random(20_26))
    texts = {str(place): message.text for place, message in enumerate(messages)}
    labels = {str(place): message.group for place, message in enumerate(messages)}
    figures = evaluate_clusters(texts, labels, reader)
    assert figures.pairwise_f1 >= 0.92
    assert figures.pairwise_precision >= 0.95
    assert figures.bcubed_f1 >= 0.95
    assert figures.ari_shuffled >= 0.95


def test_the_index_places_as_a_comparison_with_everything_does(reader: ClaimReader) -> None:
    messages = [message.text for message in arrivals(read_groups()[:60], random.Random(5))]
    placed = place_all(
        [str(place) for place in range(len(messages))],
        dict(zip(map(str, itertools.count()), messages, strict=False)),
        reader,
    )
    known: list[KnownClaim] = []
    agreed = 0
    for place, text in enumerate(messages):
        agreed += ClaimPlacer(reader, text).among(known) == (
            placed[str(place)] if placed[str(place)] != place else None
        )
        known.append(KnownClaim(placed[str(place)], text))
    assert agreed / len(messages) >= 0.97


def test_what_a_report_is_compared_with_does_not_grow_with_what_is_known() -> None:
    chance = random.Random(3)
    alphabet = [chr(code) for code in range(0x4E00, 0x4E00 + 600)]
    index = ClusterIndex(ClaimReader(HashEncoder(dimension=32)))
    compared = []
    for number in range(6_000):
        text = "".join(chance.choices(alphabet, k=50))
        before = index.compared
        index.place(text)
        compared.append(index.compared - before)
        index.add(number, text)
    assert sum(compared[-500:]) / 500 <= MOST_COMPARED
    assert max(compared) <= 2 * MOST_COMPARED


def test_a_cluster_keeps_few_wordings_however_many_reports_it_has(reader: ClaimReader) -> None:
    index = ClusterIndex(reader)
    for number in range(50):
        index.add(7, f"{INJECTED}第{number}次转发")
    assert len(index) == MEMBERS_KEPT
    assert index.place(INJECTED) == 7


def test_a_forgotten_cluster_takes_nothing_and_may_be_filled_anew(reader: ClaimReader) -> None:
    index = ClusterIndex(reader)
    index.add(1, INJECTED)
    index.add(2, EXPLODED)
    index.forget(1)
    assert index.place(INJECTED) is None
    assert index.place(EXPLODED) == 2
    index.add(3, INJECTED)
    assert index.place(INJECTED) == 3
    index.forget(404)


def test_beyond_its_bound_the_index_forgets_what_was_said_once_longest_ago(reader: ClaimReader) -> None:
    index = ClusterIndex(reader, most_wordings=4)
    index.add(1, INJECTED)
    index.add(1, "西瓜都是打针的，甜蜜素加胭脂红，别买")
    index.add(2, EXPLODED)
    index.add(3, "大张庄的鸭蛋水银超标")
    index.add(2, EXPLODED)
    index.add(4, "糖葫芦外面那层亮壳是融化的透明胶")
    assert len(index) == 4
    # The eggs were heard of before the exploded melons came again; cluster 1 has two wordings.
    assert index.place("大张庄的鸭蛋水银超标") is None
    assert [index.place(INJECTED), index.place(EXPLODED)] == [1, 2]
    assert index.place("糖葫芦外面那层亮壳是融化的透明胶") == 4


def test_reports_without_words_stay_alone() -> None:
    index = ClusterIndex(ClaimReader(HashEncoder()))
    index.add(1, "！！！")
    assert index.place("😀") is None
    assert index.place("！！！") is None
