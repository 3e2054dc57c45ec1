from knowledge.weekly.document import (
    Chart,
    Code,
    Column,
    Document,
    Edition,
    Figure,
    Heading,
    Paragraph,
    Section,
    Series,
    Table,
    captioned,
    chinese_number,
    from_json,
    outlined,
    reference,
    to_json,
)

DOCUMENT = Document(
    edition=Edition.INTERNAL,
    week="2026-W45",
    title="题目",
    masthead="谣言态势周报",
    marking="内部资料",
    issue="2026年第45期",
    period="（11月2日—11月8日）",
    compiled_by="区委网信办",
    distribution="发送范围：内部",
    cut_off="数据截止",
    dated="2026年11月9日",
    sections=(
        Section(
            "总体情况",
            (
                Heading("小标题"),
                Heading("再小", 3),
                Heading("再小", 3),
                Heading("又一个"),
                Paragraph("文字", ("F-02-01",), "开头。"),
                Table("表", (Column("列", 1),), (("格",),)),
                Chart("trend", "lines", "图", ("1周",), (Series("提问", (None,)),), "次"),
                Code("查询", "SELECT 1"),
            ),
        ),
        Section("口径", (Table("表", (Column("列", 1),), (("格",),)),), is_annex=True),
    ),
    figures=(Figure("F-02-01", "提问量", 3, "questions", "2026-W45"),),
    data={"b": 1, "a": [2]},
)


def test_a_document_survives_json_and_equal_documents_give_equal_bytes() -> None:
    text = to_json(DOCUMENT)
    assert from_json(text) == DOCUMENT
    assert to_json(from_json(text)) == text
    assert text.index('"compiled_by"') < text.index('"cut_off"') < text.index('"week"')


def test_headings_are_numbered_as_official_documents_number_them() -> None:
    first, annex = outlined(DOCUMENT.sections)
    assert first.heading == "一、总体情况"
    assert annex.heading == "附件1　口径"
    headings = [block.text for block in first.blocks if isinstance(block, Heading)]
    assert headings == ["（一）小标题", "1.再小", "2.再小", "（二）又一个"]


def test_numbers_above_ten_are_written_as_they_are_read() -> None:
    assert [chinese_number(number) for number in (1, 10, 12, 20, 21)] == ["一", "十", "十二", "二十", "二十一"]


def test_tables_are_numbered_through_the_whole_document() -> None:
    first, annex = captioned(DOCUMENT.sections)
    captions = [block.caption for section in (first, annex) for block in section.blocks if isinstance(block, Table)]
    assert captions == ["表1　表", "表2　表"]


def test_figures_next_to_each_other_are_named_as_a_run() -> None:
    assert reference(["F-02-01", "F-02-02", "F-02-03", "F-03-01"]) == "〔F-02-01～03、F-03-01〕"
    assert reference([]) == ""
