"""``xiaochen mask``: take personal data out of a text, from standard input to standard output."""

import json
import sys
from typing import Annotated

import typer

from knowledge.errors import InvalidInput
from knowledge.masking import find_personal_data, mask_personal_data


def mask(
    json_: Annotated[bool, typer.Option("--json", help="每行输出一个 JSON：遮盖后的文字和每处的位置、种类")] = False,
) -> None:
    """遮盖个人信息：从标准输入逐行读（UTF-8），写到标准输出。不记录、不需要数据库。"""
    # Bytes, so that neither the locale nor a carriage return changes what passes through.
    for number, raw in enumerate(sys.stdin.buffer, start=1):
        try:
            line = raw.decode("utf-8")
        except UnicodeDecodeError:
            raise InvalidInput(f"标准输入第 {number} 行", "不是 UTF-8 编码，请先转换；这一行没有输出。") from None
        written = _as_json(line) if json_ else mask_personal_data(line)
        sys.stdout.buffer.write(written.encode("utf-8"))
        # Whoever reads line by line gets each line as soon as it is masked.
        sys.stdout.buffer.flush()


def _as_json(line: str) -> str:
    """The line as JSON. Places count characters of the line as it was read; the data itself is not repeated."""
    text = line.rstrip("\r\n")
    spans = [
        {"start": one.start, "end": one.end, "kind": one.kind.value, "label": one.kind.label}
        for one in find_personal_data(text)
    ]
    return json.dumps({"text": mask_personal_data(text), "spans": spans}, ensure_ascii=False) + "\n"
