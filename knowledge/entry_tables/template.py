"""An empty table for editors, with one example row."""

import csv
from pathlib import Path

from knowledge.entry_tables.columns import CHOICES, COLUMNS
from knowledge.entry_tables.problems import WHOLE_FILE, TableError, TableProblem
from knowledge.entry_tables.reading import MOST_ROWS
from knowledge.errors import InvalidInput

_EXAMPLE = {
    "编号": "",
    "类型": "谣言辟谣",
    "标题": "示例：居民怎么说就怎么写，不替它改通顺",
    "结论": "谣言",
    "一句话": "示例：先说事实，一句话，八到六十个字，老人一看就懂。",
    "要点": "示例：第一条要点，有数字就写数字\n示例：第二条要点，点破手法，给出替代的解释",
    "建议": "示例：居民可以怎么做，一两句话。",
    "问法": "示例问法：口语\n示例问法：提问\n示例问法：转发里的原话\n示例问法：只写关键词\n示例问法：老人会怎么说",
    "主题": "调味品与添加剂",
    "责任单位": "区市场监管局",
    "风险": "低",
    "人群说明": "孕妇：示例说明，没有不同就不填",
    "来源标题": "食品安全国家标准 食品添加剂使用标准（GB 2760-2024）",
    "来源发布者": "国家卫生健康委员会、国家市场监督管理总局",
    "来源网址": "-",
    "来源日期": "2024",
    "来源核对月份": "2026-11",
    "来源等级": "A",
}
_WIDE = {"标题", "一句话", "要点", "建议", "问法", "来源标题", "来源网址"}


def write_template(file: Path) -> None:
    """Write ``file`` as CSV (UTF-8 with a mark, which Excel needs) or Excel, by its name.

    Raises ``InvalidInput`` when it exists: it may be filled in by now.
    """
    if file.exists():
        raise InvalidInput("template", f"{file} 已经存在，里面可能填了内容。请换一个文件名。")
    headings = [column.heading for column in COLUMNS]
    example = [_EXAMPLE.get(heading, "") for heading in headings]
    if file.suffix.lower() == ".csv":
        with file.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows([headings, example])
    elif file.suffix.lower() == ".xlsx":
        _write_excel(file, headings, example)
    else:
        raise TableError([TableProblem(0, WHOLE_FILE, "模板只能写成 .xlsx 或 .csv 文件。")])


def _write_excel(file: Path, headings: list[str], example: list[str]) -> None:
    # Imported here: it takes a second, and only this command needs it.
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "条目"
    sheet.append(headings)
    sheet.append(example)
    sheet.freeze_panes = "A2"
    for place, column in enumerate(COLUMNS, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = 36 if column.heading in _WIDE else 14
        sheet.cell(1, place).font = Font(bold=True)
        # Text, so that Excel does not turn 2026-11 into a day of its own.
        for row in range(1, 3):
            sheet.cell(row, place).number_format = "@"
            sheet.cell(row, place).alignment = Alignment(wrap_text=True, vertical="top")
        if column.field in CHOICES and not column.field.startswith("sources."):
            words = ",".join(CHOICES[column.field])
            choice = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
            choice.add(f"{letter}2:{letter}{MOST_ROWS}")
            sheet.add_data_validation(choice)
    workbook.save(file)
