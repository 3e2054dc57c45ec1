"""Tables to take away."""

import csv
import io

from api.console.csv_files import csv_response


def test_what_people_wrote_is_never_a_formula_and_numbers_stay_numbers() -> None:
    rows = [["=1+2", "+86", "-1", "@x", "\t=1", "安全", -3, 0.5, None, 'a"b,c\n第二行']]
    response = csv_response("审计日志-2026", [f"列{n}" for n in range(10)], rows)
    text = bytes(response.body).decode("utf-8-sig")
    assert bytes(response.body).startswith(b"\xef\xbb\xbf")
    _, row = csv.reader(io.StringIO(text, newline=""))
    assert row == ["'=1+2", "'+86", "'-1", "'@x", "'\t=1", "安全", "-3", "0.5", "", 'a"b,c\n第二行']
    assert response.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''%E5%AE%A1%E8%AE%A1%E6%97%A5%E5%BF%97-2026.csv"
    )
