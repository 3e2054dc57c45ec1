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
        ("138零零138000", "〔手机号〕"),
        ("一三八 零零一三 八零零零", "〔手机号〕"),
        ("零二二二六三九零零零零", "〔座机号〕"),
        ("客服400-810-6666，800 8106 666", "客服〔客服电话〕，〔客服电话〕"),
        ("120113 1990 0101 123X", "〔身份证号〕"),
        ("卡 6222 0212 3456 7894 123", "卡 〔银行卡号〕"),
        ("车牌津A12345，新能源津A·D12345", "车牌〔车牌号〕，新能源〔车牌号〕"),
        ("一辆 京 N 8B7K2 的车", "一辆 〔车牌号〕 的车"),
        ("住瑞景家园3号楼2单元501", "住瑞景家园〔门牌号〕"),
        ("宜白路12号的早点铺", "宜白路〔门牌号〕的早点铺"),
        ("双街村3组，双街村5区3排12号", "双街村〔门牌号〕，双街村〔门牌号〕"),
        ("佳宁里8-2-301", "佳宁里〔门牌号〕"),
        ("十二号楼三单元五〇一室", "〔门牌号〕"),
        ("张主任说的", "〔姓名〕主任说的"),
        ("王建国医生和欧阳老师", "〔姓名〕医生和〔姓名〕老师"),
        ("我叫王小明，六十八了", "我叫〔姓名〕，六十八了"),
        ("联系人：赵敏", "联系人：〔姓名〕"),
        ("王女士反映", "〔姓名〕女士反映"),
        ("老板刘强说没事", "老板〔姓名〕说没事"),
        ("張主任說、業主陳國棟", "〔姓名〕主任說、業主〔姓名〕"),
        ("业主王丹、李强联名", "业主〔姓名〕、〔姓名〕联名"),
        ("李娜13800138000", "〔姓名〕〔手机号〕"),
        ("陈静，女，45岁", "〔姓名〕，女，45岁"),
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
        "GB 2760-2024、GB/T 19001、DB12/T 1234-2023、E102、E951",
        "批号20240101A12，追溯码2024010112345678，订单号48123456789012345",
        "食品安全法第一百四十八条，3.50元一斤，1500元一箱",
        "血压130-180，每天400-600毫升，3号楼的电梯，地铁3号线，12号开始",
        "王老吉、老干妈、康师傅、李锦记、张飞牛肉、钟薛高、陈醋、周黑鸭、王守义十三香",
        "钟南山院士说春节别吃三文鱼，袁隆平的水稻",
        "老师说安全第一，医生建议少吃盐，专家查明真相，经理马上道歉",
        "对于老师来说，上周医生说，有钱老板，疫苗专家，畜牧专家",
        "李某某医生、老张和小王都吃了，王某也吃了",
        "江苏的大闸蟹、金华火腿、张家窝的草莓、武清的萝卜",
        "我叫了外卖，我是北辰的，我是高血压患者，负责人不在",
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


@given(st.integers(0, 9_999_999), st.sampled_from(["批次", "毫克", "年", "吨", "元", "家", "人", "%"]), _AROUND)
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
