"""The kinds of personal data that are taken out, and the placeholder each leaves."""

from enum import StrEnum
from typing import NamedTuple


class PersonalDataKind(StrEnum):
    """What was taken out."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    HOTLINE = "hotline"
    IDENTITY = "identity"
    BANK_CARD = "bank_card"
    PLATE = "plate"
    EMAIL = "email"
    WECHAT = "wechat"
    QQ = "qq"
    DOOR = "door"
    NAME = "name"

    @property
    def label(self) -> str:
        """What stands in its place, between the brackets."""
        return _LABELS[self]

    @property
    def placeholder(self) -> str:
        """What stands in its place: ``〔手机号〕``."""
        return f"〔{self.label}〕"


_LABELS = {
    PersonalDataKind.MOBILE: "手机号",
    PersonalDataKind.LANDLINE: "座机号",
    PersonalDataKind.HOTLINE: "客服电话",
    PersonalDataKind.IDENTITY: "身份证号",
    PersonalDataKind.BANK_CARD: "银行卡号",
    PersonalDataKind.PLATE: "车牌号",
    PersonalDataKind.EMAIL: "邮箱",
    PersonalDataKind.WECHAT: "微信号",
    PersonalDataKind.QQ: "QQ号",
    PersonalDataKind.DOOR: "门牌号",
    PersonalDataKind.NAME: "姓名",
}


class PersonalData(NamedTuple):
    """Where in a text personal data stands: ``text[start:end]``."""

    start: int
    end: int
    kind: PersonalDataKind
