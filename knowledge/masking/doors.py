"""The part of an address that leads to one door: 3号楼2单元501, 12号 of a road, 3组 of a village.

The road, compound or village stays. It names thousands of people, and the cyberspace office needs to know
where a rumor goes round.
"""

from knowledge.masking.kinds import PersonalDataKind
from knowledge.masking.rules import PatternRule, pattern


def _but_not(words: str) -> str:
    return "".join(f"(?<!{word})" for word in words.split())


_HAN = "[\u4e00-\u9fff]"
_WORDS = "一二三四五六七八九十百零〇两"
_NUM = rf"(?:[0-9]{{1,4}}|[{_WORDS}]{{1,4}})"
_GAP = r"[ \-,]?"
_BUILDING = rf"(?:{_NUM}|(?<![a-z])[a-z])(?:号楼|号院|栋|幢|座|\#楼?|楼(?={_GAP}{_NUM}(?:单元|门)))"
_ENTRANCE = rf"{_NUM}(?:单元|门洞|门)"
_FLOOR = rf"{_NUM}(?:层|楼)"
_NOT_COUNTED = r"(?![0-9]|\ ?(?:[只个人户斤元米平头万袋箱家克吨年月日度种项次块张份名位瓶桶%多公]))"
_ROOM = rf"""(?: (?:[0-9]{{1,4}}[a-z]?|[{_WORDS}]{{1,4}})(?:室|号(?!楼)|户(?!人))
               | [0-9]{{3,4}}{_NOT_COUNTED} | [{_WORDS}]{{3,4}}(?![{_WORDS}]) )"""
_INSIDE = rf"""(?: {_BUILDING}{_GAP}(?: {_ENTRANCE}(?:{_GAP}(?:{_FLOOR}{_GAP})?{_ROOM})?
                                     | (?:{_FLOOR}{_GAP})?{_ROOM} )
                 | (?<!第){_ENTRANCE}{_GAP}(?:{_FLOOR}{_GAP})?{_ROOM} )"""
# What makes "12号" a date, a line or a machine instead of a house.
_NOT_A_HOUSE = (
    r"""(?![0-9]|[线文令井机炉仓窗台早晚起到至]|公[告路]|病|以[前后]|之[前后]|那天|当天|开始|凌晨|上午|下午|中午)"""
)
_HOUSE = rf"{_NUM}号(?:院)?{_NOT_A_HOUSE}(?:增{_NUM}号)?(?:{_GAP}{_INSIDE}|{_GAP}{_NUM}号楼)?"
_NAMED = rf"(?:{_HAN}{{2}})"
_ROAD = rf"""(?: {_NAMED}(?<!这条)(?<!那条)(?<!一条)(?<!哪条) (?:路|大街|街|大道|道|胡同|巷|弄)
    {_but_not("知道 报道 味道 渠道 频道 街道 难道 通道 管道 肠道 跑道 铁路 线路")} )"""
_COMPOUND = rf"""(?: 小区|[家花嘉佳雅馨丽景名]园|公寓|新村|[新家嘉佳雅花名]苑|家属院|宿舍|大院|名邸|华府|华庭|新城|社区
    | (?<=里)[东西南北]区 | {_HAN}{_HAN}里{_but_not("公里 家里 这里 那里 哪里 手里 店里 村里 夜里 院里")} )"""
_VILLAGE = rf"(?:{_HAN}[村庄屯])"
_VILLAGE_PART = rf"{_NUM}(?:组|队|排|区|条|胡同|号(?!楼){_NOT_A_HOUSE})"

_DOOR_INSIDE = pattern(_INSIDE)
_DOOR_OF_ROAD = pattern(rf"{_ROAD}[ ]?({_HOUSE})")
_BUILDING_OF_COMPOUND = pattern(
    rf"{_COMPOUND}[ ]?((?:{_NUM}|[a-z])(?:号楼|栋|幢|座)|[0-9]{{1,3}}-[0-9]{{1,2}}-[0-9]{{2,4}}(?![0-9\-]))"
)
_NUMBERS_AFTER_HOME = pattern(
    r"(?:住|地址|门牌)[^0-9,。]{0,12}?([0-9]{1,3}-[0-9]{1,2}-[0-9]{3,4}|[0-9]{1,3}\#[0-9]{3,4})(?![0-9\-])"
)
_DOOR_OF_VILLAGE = pattern(rf"{_VILLAGE}[ ]?第?({_VILLAGE_PART}(?:{_GAP}{_VILLAGE_PART}){{0,3}})(?!长)")
_DOOR_NAMED = pattern(rf"门牌号?(?:码)?[ :是为]{{0,2}}({_NUM}(?:-[0-9]{{1,4}}){{0,2}}号?)")

DOOR_RULES = tuple(
    PatternRule(PersonalDataKind.DOOR, found)
    for found in (
        _DOOR_OF_ROAD,
        _DOOR_INSIDE,
        _BUILDING_OF_COMPOUND,
        _NUMBERS_AFTER_HOME,
        _DOOR_OF_VILLAGE,
        _DOOR_NAMED,
    )
)
