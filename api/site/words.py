"""What the public pages say besides the entries themselves."""

from dataclasses import dataclass

from knowledge.wording import PRODUCT_NAME


@dataclass(frozen=True, slots=True)
class PageWords:
    """Every sentence of the public pages."""

    product: str = PRODUCT_NAME
    navigation: str = "栏目"
    today: str = "每日一条"
    collections: str = "专题"
    ask: str = "还有疑问？问问小辰"
    footer: str = (
        "内容由北辰区有关部门编写和审核，只作科普参考，不能代替医生诊断。身体不适请及时就医，紧急情况拨打 120。"
    )
    key_points: str = "要点"
    groups: str = "特别提醒"
    advice: str = "怎么做"
    sources: str = "来源"
    needs_source: str = "来源待补"
    needs_source_explained: str = "目前只找到转载，编辑正在补充原始出处。"
    reviewed: str = "审核日期"
    unit: str = "责任单位"
    related: str = "相关内容"
    no_collections: str = "现在还没有专题，过些时候再来看看。"
    nothing_today: str = "今天还没有安排内容，明天再来看看，也可以直接问小辰。"
    not_found: str = "这一页不存在，或者内容正在更新。您可以直接问问小辰。"
    not_found_title: str = "没有找到这一页"
    feed_title: str = f"{PRODUCT_NAME} · 最新辟谣"
    feed_description: str = "北辰区食品安全辟谣，每条都有来源和审核日期。"


WORDS = PageWords()
