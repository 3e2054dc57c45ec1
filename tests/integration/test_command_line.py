"""``xiaochen`` as operators and staff use it: what it prints, where, and how it ends."""

import json
from pathlib import Path

import pytest
import yaml

from knowledge.service import Knowledge
from knowledge.settings import KnowledgeSettings
from knowledge.staff.roles import StaffRole
from tests.builders import RAINBOW, RAINBOW_REWORDED, ask, make_draft, make_record, write_seed
from tests.integration.conftest import Xiaochen


def test_a_fresh_state_is_migrated_and_filled(xiaochen: Xiaochen) -> None:
    assert xiaochen("migrate").status == 0
    assert xiaochen("migrate").status == 0
    first = xiaochen("import")
    assert (first.status, "新增 3 条" in first.out) == (0, True)
    assert "未变 3 条" in xiaochen("import").out


def test_a_command_before_migrating_says_what_to_run(xiaochen: Xiaochen) -> None:
    result = xiaochen("staff", "list")
    assert (result.status, result.out) == (1, "")
    assert result.err == "数据库还没有升级到当前版本，请先运行 xiaochen migrate。\n"


def test_a_mistake_in_a_content_file_is_named_by_file_line_and_field(
    xiaochen: Xiaochen, tmp_path: Path
) -> None:
    xiaochen("migrate")
    result = xiaochen("import", str(write_seed(tmp_path / "bad", make_record(truth=""), file="坏.yml")))
    assert result.status == 1
    assert result.err.splitlines() == [
        "坏.yml:5: truth: 不能为空",
        "内容文件有 1 处错误，没有导入任何内容。",
    ]
    assert xiaochen("check", "隔夜菜真的致癌吗").out.startswith("知识库里还没有可靠答复")


def test_checking_shows_the_card_and_as_json_the_whole_outcome(xiaochen: Xiaochen) -> None:
    xiaochen("migrate")
    xiaochen("import")
    shown = xiaochen("check", "隔夜菜真的致癌吗")
    assert "【误导】隔夜菜致癌" in shown.out
    assert "https://example.gov.cn/geye" in shown.out
    assert shown.err == ""
    data = json.loads(xiaochen("check", "隔夜菜真的致癌吗", "--json").out)
    assert data["outcome"] == "answer"
    assert data["revision"] == 1
    card = data["cards"][0]
    assert (card["entry_id"], card["verdict"], card["reviewed_on"]) == (
        "geye-cai",
        "misleading",
        "2026-11-23",
    )
    assert {"entry_id", "title", "probability"} == set(data["candidates"][0])


def test_the_loop_on_the_command_line(xiaochen: Xiaochen, knowledge: Knowledge, tmp_path: Path) -> None:
    ask(knowledge, RAINBOW, conversation="c1")
    ask(knowledge, RAINBOW_REWORDED, conversation="c2")
    listed = json.loads(xiaochen("reports", "--json").out)
    assert [(cluster["cluster_id"], cluster["report_count"]) for cluster in listed] == [(1, 2)]
    assert RAINBOW in xiaochen("reports").out
    assert RAINBOW_REWORDED in xiaochen("reports", "1").out
    draft = tmp_path / "draft.yml"
    draft.write_text(yaml.safe_dump(make_draft().to_json(), allow_unicode=True), encoding="utf-8")
    drafted = xiaochen("rebut", "1", "--draft", str(draft), "--author", "张编辑", "--all-wordings")
    assert drafted.status == 0, drafted.err
    entry_id = drafted.out.strip().rpartition("：")[2]
    assert RAINBOW_REWORDED in knowledge.entry(entry_id).content.phrasings
    early = xiaochen("publish", entry_id, "--reviewer", "王审核")
    assert (early.status, early.err) == (1, "当前状态是“草稿”，不能这样操作，需要先处于“待审核、定时发布”。\n")
    assert xiaochen("submit", entry_id, "--actor", "张编辑").status == 0
    own = xiaochen("publish", entry_id, "--reviewer", "张编辑")
    assert (own.status, "需要审核员" in own.err) == (1, True)
    assert "已发布" in xiaochen("publish", entry_id, "--reviewer", "王审核").out
    knowledge.refresh()
    assert knowledge.check(RAINBOW).cards[0].entry_id == entry_id
    assert "已辟谣" in xiaochen("reports").out
    assert xiaochen("withdraw", entry_id, "--actor", "王审核").status == 0
    assert "核查中" in xiaochen("reports").out


def test_a_rebuttal_from_options(xiaochen: Xiaochen, knowledge: Knowledge) -> None:
    ask(knowledge, RAINBOW)
    words = ("rebut", "1", "--author", "张编辑", "--verdict", "false", "--truth", "没有染色。", "--submit")
    refused = xiaochen(*words)
    assert (refused.status, refused.err) == (1, "sources：至少需要一个来源。\n")
    accepted = xiaochen(*words, "--source-title", "抽检通报", "--source-publisher", "区市场监管局")
    assert (accepted.status, "已提交审核" in accepted.out) == (0, True)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("title: [", "读不出来"),
        ("- 1\n- 2\n", "应是一条条目"),
        ("title: 标题\nverdict: maybe\n", "verdict："),
    ],
)
def test_a_draft_file_that_cannot_be_used_is_one_clear_line(
    xiaochen: Xiaochen, knowledge: Knowledge, tmp_path: Path, content: str, message: str
) -> None:
    ask(knowledge, RAINBOW)
    file = tmp_path / "draft.yml"
    file.write_text(content, encoding="utf-8")
    result = xiaochen("rebut", "1", "--draft", str(file), "--author", "张编辑")
    assert (result.status, message in result.err, result.err.count("\n")) == (1, True, 1)


def test_staff_get_a_first_password_and_a_token_once(xiaochen: Xiaochen) -> None:
    xiaochen("migrate")
    added = json.loads(xiaochen("staff", "add", "周审核", "--role", "reviewer", "--json").out)
    assert len(added["initial_password"]) == 19
    issued = json.loads(xiaochen("staff", "token", "周审核", "--json").out)
    assert len(issued["token"]) >= 40
    listed = xiaochen("staff", "list")
    assert "周审核  审核员" in listed.out
    assert added["initial_password"] not in listed.out
    assert issued["token"] not in listed.out
    assert json.loads(xiaochen("staff", "token", "周审核", "--json").out) != issued
    program = xiaochen("staff", "add", "一网一微", "--role", "viewer", "--program", "--json")
    assert len(json.loads(program.out)["token"]) >= 40
    reset = xiaochen("staff", "password", "周审核")
    assert reset.status == 0
    assert added["initial_password"] not in reset.out
    again = xiaochen("staff", "add", "周审核", "--role", "editor")
    assert (again.status, again.err) == (1, "name：已经有同名的工作人员。\n")
    xiaochen("staff", "deactivate", "周审核")
    assert "周审核  审核员  已停用" in xiaochen("staff", "list").out
    xiaochen("staff", "activate", "周审核")
    assert "已停用" not in xiaochen("staff", "list").out
    missing = xiaochen("staff", "password", "没有这个人")
    assert (missing.status, missing.err) == (1, "没有找到这个工作人员。\n")


def test_the_index_is_built_and_inspected(xiaochen: Xiaochen, knowledge: Knowledge) -> None:
    assert "3 条条目" in xiaochen("index", "build").out
    assert "完好" in xiaochen("index", "inspect").out
    directory = knowledge.index_store().path_for(1)
    (directory / "manifest.json").write_text("{}", encoding="utf-8")
    assert "不能用" in xiaochen("index", "inspect").out
    assert xiaochen("index", "build", "--force").status == 0
    (index,) = json.loads(xiaochen("index", "inspect", "--json").out)
    assert (index["problem"], index["entries"], index["revision"]) == (None, 3, 1)


def test_an_export_lands_in_files(xiaochen: Xiaochen, knowledge: Knowledge, tmp_path: Path) -> None:
    assert knowledge.revision == 1
    assert "2 个文件" in xiaochen("export", str(tmp_path / "out")).out
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["rumor-other.yml", "service-other.yml"]


@pytest.mark.parametrize("words", [("reports", "404"), ("publish", "mei-you", "--reviewer", "王审核")])
def test_what_does_not_exist_is_said_plainly(
    xiaochen: Xiaochen, knowledge: Knowledge, words: tuple[str, ...]
) -> None:
    assert knowledge.list_staff()
    result = xiaochen(*words)
    assert result.status == 1
    assert result.err.startswith("没有找到这个")


def test_a_database_that_is_no_database_is_one_line(
    xiaochen: Xiaochen, settings: KnowledgeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIAOCHEN_DATABASE_URL", "")
    settings.var.mkdir()
    (settings.var / "xiaochen.db").write_bytes(b"not a database, but long enough to be read as one" * 40)
    result = xiaochen("staff", "list")
    assert (result.status, result.err) == (1, "the database cannot be used: file is not a database\n")


def test_a_wrong_command_or_option_ends_with_status_two(xiaochen: Xiaochen) -> None:
    assert xiaochen("nonsense").status == 2
    assert xiaochen("staff", "add", "甲", "--role", "king").status == 2


def test_roles_are_those_of_the_domain(xiaochen: Xiaochen) -> None:
    shown = xiaochen("staff", "add", "--help").out
    assert all(role.value in shown for role in StaffRole)
