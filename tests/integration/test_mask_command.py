"""``xiaochen mask``: a filter from standard input to standard output."""

import json
import subprocess
import sys

COMMAND = (sys.executable, "-c", "from api.cli import main; main()", "mask")


def run(given: bytes, *options: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run((*COMMAND, *options), input=given, capture_output=True, check=False, timeout=120)


def test_personal_data_is_masked_and_everything_else_passes_unchanged() -> None:
    given = "我叫王小明，电话138 0013 8000\r\n\r\nGB 2760-2024 里有 3.50元 的康师傅\n张主任说的".encode()
    result = run(given)
    masked = "我叫〔姓名〕，电话〔手机号〕\r\n\r\nGB 2760-2024 里有 3.50元 的康师傅\n〔姓名〕主任说的".encode()
    assert (result.returncode, result.stdout, result.stderr) == (0, masked, b"")


def test_the_json_form_gives_places_and_kinds_without_the_data() -> None:
    result = run("微信号：abc12345，住瑞景家园3号楼2单元501\n".encode(), "--json")
    assert result.returncode == 0
    assert json.loads(result.stdout) == {
        "text": "微信号：〔微信号〕，住瑞景家园〔门牌号〕",
        "spans": [
            {"start": 4, "end": 12, "kind": "wechat", "label": "微信号"},
            {"start": 18, "end": 27, "kind": "door", "label": "门牌号"},
        ],
    }


def test_a_line_that_is_not_utf_8_is_named_and_nothing_of_it_gets_through() -> None:
    result = run("第一行13800138000\n".encode() + "第二行13800138000\n".encode("gbk"))
    assert (result.returncode, result.stdout) == (1, "第一行〔手机号〕\n".encode())
    assert result.stderr.decode() == "标准输入第 2 行：不是 UTF-8 编码，请先转换；这一行没有输出。\n"


def test_each_line_comes_out_before_the_next_is_read() -> None:
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(2):
            process.stdin.write("找13800138000\n".encode())
            process.stdin.flush()
            assert process.stdout.readline() == "找〔手机号〕\n".encode()
        process.stdin.close()
        assert process.wait(timeout=60) == 0
