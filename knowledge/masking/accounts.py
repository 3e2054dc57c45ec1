"""E-mail addresses, WeChat names and QQ numbers."""

from knowledge.masking.kinds import PersonalDataKind
from knowledge.masking.numbers import NO_UNIT
from knowledge.masking.rules import PatternRule, pattern

_WECHAT = r"(?:微信|薇信|威信|徽信|卫星|v信|(?<![a-z.])(?:wechat|weixin|[vw]x))"
_NAME_ENDS = r"(?![a-z0-9_\-.@])"
_SAYS = r"[ :是为=]{0,3}"
_EMAIL = pattern(
    r"""(?<![a-z0-9._%+\-])[a-z0-9._%+\-]{1,64}[ ]?(?:@|\(at\)|\[at\]|\#(?=(?:163|126|qq|sina|gmail|139|outlook)\.))[ ]?
    [a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,63}){1,4}(?![a-z0-9\-])"""
)
_WECHAT_CERTAIN = pattern(
    rf"""(?: (?:加|\+)(?:我|你|个|一下|下|她|他)?的?(?:微信|薇信|威信|卫星|微|薇|v信|vx|wx|v)
           | {_WECHAT}(?:号码?|id|账号) | 搜(?:索)?(?:微信|v信) )
    {_SAYS}([a-z0-9][a-z0-9_\-]{{4,19}}){_NAME_ENDS}"""
)
_WECHAT_AFTER_MARK = pattern(
    rf"""(?:{_WECHAT}(?:同号)?|(?<![a-z.])v)(?:[ ]?[:=][ ]?|[是为])
    ([a-z][a-z0-9_\-]{{5,19}}|[0-9]{{5,11}}){_NAME_ENDS}"""
)
_WECHAT_WITH_DIGITS = pattern(rf"{_WECHAT}[ ]?((?=[a-z_\-]*[0-9_])[a-z][a-z0-9_\-]{{5,19}}){_NAME_ENDS}")
_WECHAT_INTERNAL = pattern(r"(?<![a-z0-9_])wxid_[a-z0-9]{6,20}(?![a-z0-9])")
_QQ = pattern(
    rf"(?:(?<![a-z])qq|扣扣|企鹅|(?<![a-z])q(?=[群号:]))(?:群号?|号码?)?{_SAYS}([1-9][0-9]{{4,10}})(?![0-9]){NO_UNIT}"
)

CERTAIN_ACCOUNT_RULES = (
    PatternRule(PersonalDataKind.EMAIL, _EMAIL),
    PatternRule(PersonalDataKind.WECHAT, _WECHAT_INTERNAL),
)
"""What cannot be anything else; looked for before numbers."""

ACCOUNT_RULES = (
    PatternRule(PersonalDataKind.QQ, _QQ),
    PatternRule(PersonalDataKind.WECHAT, _WECHAT_CERTAIN),
    PatternRule(PersonalDataKind.WECHAT, _WECHAT_AFTER_MARK),
    PatternRule(PersonalDataKind.WECHAT, _WECHAT_WITH_DIGITS),
)
"""Looked for after telephone numbers: "微信13800138000" is one."""
