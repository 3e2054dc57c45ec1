"""What reads like a rumor, what like a question, what like chat; and that the shipped model is what training gives."""

import json
import math
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from knowledge.check_worthiness import CheckWorthiness, MessageKind, kind_of
from knowledge.check_worthiness.__main__ import app
from knowledge.check_worthiness.examples import MESSAGES_FILE, all_examples
from knowledge.check_worthiness.model import MODEL_FILE
from knowledge.check_worthiness.reading import cue_labels, cue_patterns, cues, plain
from knowledge.check_worthiness.training import SHORT, Fitted, fit, log_odds, read_examples

LARGEST_FILE = 1024 * 1024
RUMORS = (
    "听说龙须沟的黄鳝是喂避孕药养大的",
    "蒜薹泡了甲醛才这么绿",
    "紧急扩散！城西的羊肉都是老鼠肉做的，吃了会得鼠疫，赶紧告诉家里人",
    "我表姐在检验所上班，她说冷冻虾仁全是用火碱泡大的，让我们千万别买",
    "央视刚刚曝光，某品牌酱油检出致癌物超标六十倍，家里有的快扔掉",
    "各位街坊，昨晚有人冒充社区人员进屋喷迷药，已经有三家被偷，转给家里老人",
    "網傳吃了這種泡麵會洗腎，趕快轉給家人",
    "听说大张庄的鸭蛋含水银，是真的吗",
)
GAPS = (
    "孕妇能不能吃田螺",
    "剩下的鸡汤冷藏三天还能喝吗？",
    "血糖高能吃火龙果吗",
    "味精吃多了对身体有没有害处",
    "我买的花生油有一股哈喇味，还能吃吗，需要扔掉吗",
    "举报黑作坊打哪个电话",
)
CHAT = ("晚上好", "蒸鲈鱼要几分钟", "明天限行尾号是几", "给我讲个故事", "今天的豆腐脑真好喝", "糖醋里脊怎么做好吃")


@pytest.fixture(scope="module")
def model() -> CheckWorthiness:
    return CheckWorthiness.load()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *((text, MessageKind.RUMOR) for text in RUMORS),
        *((text, MessageKind.INFORMATION_GAP) for text in GAPS),
        *((text, MessageKind.CHAT) for text in CHAT),
    ],
)
def test_rumors_questions_and_chat_are_kept_apart(model: CheckWorthiness, text: str, kind: MessageKind) -> None:
    assert kind_of(text, model.probability(text)) is kind


@pytest.mark.parametrize("claim", ["隔夜菜致癌", "喝纯净水会缺钙", "红薯和柿子一起吃会得结石", "微波炉加热有辐射"])
def test_a_claim_is_more_of_a_rumor_than_the_question_about_it(model: CheckWorthiness, claim: str) -> None:
    assert model.probability(claim) > 0.5 > model.probability(claim + "吗")


def test_the_kinds_have_the_names_staff_read() -> None:
    assert [kind.label for kind in MessageKind] == ["传言", "信息空白", "闲聊"]


@pytest.mark.parametrize("text", ["", "  \n", "\u200b", "！？。"])
def test_a_text_without_words_is_no_rumor(model: CheckWorthiness, text: str) -> None:
    assert model.probability(text) < 0.1


@given(st.text(max_size=200))
def test_any_text_has_one_probability(text: str) -> None:
    model = CheckWorthiness.load()
    probability = model.probability(text)
    assert 0 <= probability <= 1
    assert model.probability(text) == probability


def test_masked_data_and_numbers_decide_nothing(model: CheckWorthiness) -> None:
    texts = ("联系〔手机号〕，羊肉是假的", "联系〔座机号〕，羊肉是假的")
    assert model.probability(texts[0]) == model.probability(texts[1])
    assert model.probability("吃3个鸡蛋会中毒") == model.probability("吃120个鸡蛋会中毒")


def test_the_reasons_add_up_to_what_the_cues_say_and_have_labels(model: CheckWorthiness) -> None:
    text = "紧急扩散！听说菠菜有毒，吃了会死人"
    reasons = model.reasons(text)
    assert {"alarm", "hearsay", "harm"} <= {cue.name for cue in reasons}
    assert [abs(cue.contribution) for cue in reasons] == sorted(
        (abs(cue.contribution) for cue in reasons), reverse=True
    )
    assert {cue.name: cue.label for cue in reasons}["hearsay"] == "转述传闻"


def test_every_cue_has_a_label_and_a_weight() -> None:
    names = set(cues(plain("隔夜菜致癌")))
    assert set(cue_patterns()) <= names
    assert names == set(cue_labels())
    assert names == set(json.loads(MODEL_FILE.read_text(encoding="utf-8"))["cues"])


def test_the_shipped_file_is_small_and_plain() -> None:
    assert MODEL_FILE.stat().st_size <= LARGEST_FILE
    stored = json.loads(MODEL_FILE.read_text(encoding="utf-8"))
    assert set(stored) == {"intercept", "cues", "runs"}
    assert all(math.isfinite(weight) for weight in (*stored["cues"].values(), *stored["runs"].values()))


def test_the_authored_messages_are_each_there_once_and_of_every_kind() -> None:
    rows = [json.loads(line) for line in MESSAGES_FILE.read_text(encoding="utf-8").splitlines()]
    assert len({row["text"] for row in rows}) == len(rows)
    counts = Counter(MessageKind(row["kind"]) for row in rows)
    assert min(counts.values()) >= 100


def test_training_gives_the_shipped_model_again_and_is_good_on_topics_it_has_not_seen(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["--output", str(tmp_path / "model.json")])
    assert result.exit_code == 0, result.output
    measured = re.search(
        r"topics held back: .* AUROC (\S+); up to 40 characters: .* AUROC (\S+); calibration error (\S+)", result.output
    )
    assert measured is not None
    auroc, short_auroc, calibration_error = (float(figure) for figure in measured.groups())
    assert auroc >= 0.98
    assert short_auroc >= 0.93
    assert calibration_error <= 0.03
    again, shipped = CheckWorthiness.load(tmp_path / "model.json"), CheckWorthiness.load()
    # Not byte for byte: another processor adds in another order.
    for text in (*RUMORS, *GAPS, *CHAT):
        assert again.probability(text) == pytest.approx(shipped.probability(text), abs=0.02)


def test_the_written_model_says_what_the_fitted_one_says(tmp_path: Path) -> None:
    read = read_examples(all_examples()[::40])
    rows = np.arange(len(read.examples))
    fitted: Fitted = fit(read, rows).scaled(1.0, 0.0)
    fitted.write(tmp_path / "model.json")
    model = CheckWorthiness.load(tmp_path / "model.json")
    place = int(np.flatnonzero(read.lengths > SHORT)[0])
    text = read.examples[place].text
    expected = 1 / (1 + math.exp(-float(log_odds(fitted, read, np.array([place]))[0])))
    assert model.probability(text) == pytest.approx(expected, abs=1e-6)
