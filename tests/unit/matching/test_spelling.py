"""Words written by their sound are put right; everything else stays as it was typed."""

import pytest

from knowledge.matching.normalize import clean
from knowledge.matching.spelling import plain_words, respell


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("geyecai", "隔夜菜"),
        ("geyecai zhiai", "隔夜菜致癌"),
        ("ge ye cai zhi ai", "隔夜菜致癌"),
        ("GeYeCai致癌吗", "隔夜菜致癌吗"),
        ("隔夜菜致ai", "隔夜菜致癌"),
        ("误食老鼠yao", "误食老鼠药"),
        ("阿斯巴田", "阿斯巴甜"),
        ("亚硝酸言超标", "亚硝酸盐超标"),
        ("低那盐是不是毒盐", "低钠盐是不是毒盐"),
        ("非洲猪温人得了有药治吗", "非洲猪瘟人得了有药治吗"),
    ],
)
def test_a_word_written_by_its_sound_is_put_right(written: str, meant: str) -> None:
    assert plain_words(written) == meant
    assert respell(meant) == meant


@pytest.mark.parametrize(
    "text",
    [
        "有条件的话少吃油条",
        "减肥要不要断碳水",
        "冷冻食物能在桌上化冻吗",
        "橄榄油炒菜会产生有害物致癌",
        "国家禁止使用的药物",
        "香椿亚硝酸盐多",
        "买东西只认0添加几个字",
        "奶牛一年四季都有奶",
        "化工厂和废水附近的野菜",
        "炒菜加点盐会致癌吗",
        "心脏并没有问题",
        "蛋白分离",
        "环保酵素怎么稀释",
        "温度记录",
        "can you tell me",
        "ai生成的视频",
        "gb 2760-2024",
        "h7n9",
        "hello",
        "",
        "😀",
    ],
)
def test_what_is_written_right_or_means_something_else_stays(text: str) -> None:
    assert respell(clean(text)) == clean(text)
