"""``xiaochen clusters evaluate``: figures that can be reckoned by hand, and lines that cannot be used."""

import json
from pathlib import Path

import pytest

from knowledge.emerging.cluster_evaluation import adjusted_rand, bcubed, pairwise
from tests.integration.conftest import Xiaochen

FORWARDS = [
    ("a", "听说北辰某超市的彩虹西瓜是染色的，吃了会中毒"),
    ("b", "彩虹西瓜染色有毒是真的吗"),
    ("c", "微波炉加热的饭菜会致癌\u2028转给家人"),
]


def _write(file: Path, *lines: object) -> str:
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return str(file)


def test_the_measures_are_those_of_their_definitions() -> None:
    truth, guess = [1, 1, 1, 2], [1, 1, 2, 2]
    assert pairwise(truth, guess) == (1 / 2, 1 / 3)
    assert bcubed(truth, guess) == pytest.approx((3 / 4, (2 / 3 + 2 / 3 + 1 / 3 + 1) / 4))
    assert adjusted_rand(truth, truth) == 1.0
    assert adjusted_rand(truth, guess) == pytest.approx(0.0, abs=1e-9)


def test_forwards_of_one_rumor_come_together_in_every_order(xiaochen: Xiaochen, tmp_path: Path) -> None:
    forwards = _write(tmp_path / "f.jsonl", *({"id": key, "text": text} for key, text in FORWARDS))
    clusters = _write(tmp_path / "c.jsonl", {"cluster_id": 1, "ids": ["a", "b"]})
    out = tmp_path / "figures.json"
    done = xiaochen("clusters", "evaluate", "--forwards", forwards, "--clusters", clusters, "--json", str(out))
    assert done.status == 0
    figures = json.loads(out.read_text(encoding="utf-8"))
    assert (figures["n"], figures["clusters"]) == (3, 2)
    assert (figures["pairwise_f1"], figures["bcubed_f1"], figures["ari_shuffled"]) == (1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("forward", "cluster", "place"),
    [
        ({"id": "a"}, {"cluster_id": 1, "ids": []}, "f.jsonl:1"),
        ({"id": "a", "text": "甲"}, {"cluster_id": 1, "ids": ["b"]}, "c.jsonl:1"),
        ({"id": "a", "text": "甲"}, {"cluster_id": 1, "ids": ["a", "a"]}, "c.jsonl:1"),
        (["a"], {"cluster_id": 1, "ids": []}, "f.jsonl:1"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(
    xiaochen: Xiaochen, tmp_path: Path, forward: object, cluster: object, place: str
) -> None:
    forwards, clusters = _write(tmp_path / "f.jsonl", forward), _write(tmp_path / "c.jsonl", cluster)
    done = xiaochen("clusters", "evaluate", "--forwards", forwards, "--clusters", clusters)
    assert done.status == 1
    assert done.err.startswith(place)
