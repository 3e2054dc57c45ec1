"""Personal data is taken out; quantities, years and standards stay."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.masking import mask_personal_data, without_placeholders

FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("有事打13800138000找我", "有事打〔手机号〕找我"),
        ("电话138-0013-8000，随时", "电话〔手机号〕，随时"),
        ("138 0013 8000", "〔手机号〕"),
        ("1 3 8 0 0 1 3 8 0 0 0", "〔手机号〕"),
        ("138.0013.8000", "〔手机号〕"),
        ("１３８００１３８０００是我", "〔手机号〕是我"),
        ("138\u200b0013\u200b8000", "〔手机号〕"),
        ("+86 13800138000", "〔手机号〕"),
        ("1.13800138000 2.13900139000", "1.〔手机号〕 2.〔手机号〕"),
        ("幺三八零零一三八零零零", "〔手机号〕"),
        ("座机022-26390000转8", "座机〔座机号〕转8"),
        ("（022）26390000", "〔座机号〕"),
        ("家里电话是26390000", "家里电话是〔座机号〕"),
        ("身份证12011319900101123X丢了", "身份证〔身份证号〕丢了"),
        ("120113 19900101 123x", "〔身份证号〕"),
        ("老身份证120113900101123", "老身份证〔身份证号〕"),
        ("卡号6222021234567890123", "卡号〔银行卡号〕"),
        ("6222 0212 3456 7894", "〔银行卡号〕"),
        ("写信到zhang.san@163.com谢谢", "写信到〔邮箱〕谢谢"),
        ("ｚｈａｎｇ＠163.com", "〔邮箱〕"),
        ("微信号abc123_x", "微信号〔微信号〕"),
        ("加微xiaoming88领鸡蛋", "加微〔微信号〕领鸡蛋"),
        ("加我微信：foodlover", "加我微信：〔微信号〕"),
        ("vx:abc12345", "vx:〔微信号〕"),
        ("wxid_abc123456", "〔微信号〕"),
        ("QQ:12345678", "QQ:〔QQ号〕"),
        ("扣扣号１２３４５６７８", "扣扣号〔QQ号〕"),
        (
            "紧急！我妈13800138000吃了彩虹西瓜上吐下泻，加微信tj_mama01，身份证120113196001011234",
            "紧急！我妈〔手机号〕吃了彩虹西瓜上吐下泻，加微信〔微信号〕，身份证〔身份证号〕",
        ),
    ],
)
def test_personal_data_is_replaced_by_what_it_was(text: str, masked: str) -> None:
    assert mask_personal_data(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "全年抽检7125批次，合格率98.6%",
        "2023年7月18日印发",
        "20231125",
        "每天400毫克以内",
        "按GB 2763-2021和GB 4806.7-2023",
        "打12315或12345投诉，急症打120",
        "电话12315",
        "许可证SC10112011500123",
        "条形码6901234567892",
        "2021 2022 2023 2024 四年",
        "罚款15000000000元",
        "辐射值0.02212345678",
        "微信群里都在传，微信支付5元",
        "微信公众号：食安北辰",
        "维生素C 100mg，QQ糖100克",
        "http://mp.weixin.qq.com/s/abc123",
        "H7N9、PM2.5、95号汽油",
        "每次吃5-10克，一天3-5次",
        "1 3 5 7 9 11 13 15",
    ],
)
def test_quantities_and_public_numbers_stay(text: str) -> None:
    assert mask_personal_data(text) == text


_MOBILE = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
_AROUND = st.text(alphabet="的是吃了西瓜中毒，。吗 \n", max_size=12)


@given(_MOBILE, _AROUND, _AROUND, st.sampled_from(["", " ", "-", "－", "　"]), st.booleans())
def test_no_mobile_number_survives_however_it_is_written(
    number: str, before: str, after: str, separator: str, full_width: bool
) -> None:
    written = separator.join((number[:3], number[3:7], number[7:]))
    masked = mask_personal_data(before + (written.translate(FULL_WIDTH) if full_width else written) + after)
    assert masked == f"{before}〔手机号〕{after}"


@given(
    st.integers(0, 9_999_999), st.sampled_from(["批次", "毫克", "年", "吨", "元", "家", "人", "%"]), _AROUND
)
def test_no_quantity_of_up_to_seven_digits_is_touched(number: int, unit: str, around: str) -> None:
    text = f"{around}{number}{unit}{around}"
    assert mask_personal_data(text) == text


@given(st.text(max_size=300))
def test_masking_twice_changes_nothing(text: str) -> None:
    masked = mask_personal_data(text)
    assert mask_personal_data(masked) == masked


@given(st.text(alphabet=st.characters(exclude_categories=["Nd", "Lu", "Ll", "No"]), max_size=200))
def test_text_without_digits_and_letters_stays(text: str) -> None:
    assert re.search(r"[幺一][三四五六七八九]", text) or mask_personal_data(text) == text


def test_placeholders_are_left_out_of_phrasings() -> None:
    assert without_placeholders("彩虹西瓜有毒 〔手机号〕 〔微信号〕说的") == "彩虹西瓜有毒 说的"
