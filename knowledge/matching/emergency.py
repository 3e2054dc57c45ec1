"""Somebody may need a doctor now: recognised before anything else is said. Pure."""

import re
from functools import cache

from knowledge.matching.normalize import normalize
from knowledge.matching.spelling import plain_words
from knowledge.matching.types import EmergencySignal
from knowledge.matching.vocabulary import pattern, word_list

# Above this length a message is a forwarded text, not a call for help, unless its own voice says so; one that asks to
# be passed on is one too, unless it is about the sender's own people.
_LONGEST_OWN_WORDS = 90

_CLAUSE = re.compile(r"[^。!?;\n]+[?]?")

_ASKS_FOR_HELP = re.compile(r"怎么办|咋办|救命|救救|要不要去医院")
_TAKEN = r"(?:误食|误服|误喝|误吃|误吞|吃|喝|吞|咽|舔|服|灌|尝|嚼|咬)"
_DONE = r"(?:完|了|过|下去|进去|进肚|后|以后|之后|多了|的是)"

_POISON_EXCUSED = re.compile(r"^(?:残留|超标|味|检测|浓度|含量|清洗|浸泡|喷洒|瓶|厂|盒|包装)")
_PEOPLE_TOGETHER = re.compile(
    r"(?:全家|一家人|一桌人|好几个人|几个人|同事们|全班|(?:我们|大家|家里人?)都)[^。!?,]{0,12}(?:吐|拉肚子|拉稀|肚子[疼痛]|中毒)"
)

_FINISHED = re.compile(rf"(?:吃|喝|食)[^。!?]{{0,12}}?{_DONE}|[吃喝]的")
_COMPLETED = re.compile(r"了(?:$|[,。?])")


def detect_emergency(text: str) -> EmergencySignal | None:
    """Return why somebody seems to need medical help now, or ``None``.

    Looks for a person with symptoms after eating or drinking, or who swallowed a poison. Questions about what might
    happen and forwarded scares about others are no emergencies. Text in any written form.
    """
    body = plain_words(text)
    if not body:
        return None
    written = normalize(text)
    is_passed_on = pattern("passed on").search(written) is not None and not _ASKS_FOR_HELP.search(written)
    is_long = len(body) > _LONGEST_OWN_WORDS
    for clause in _CLAUSE.findall(body):
        if is_passed_on and not pattern("own people").search(clause):
            continue
        if is_long and not (pattern("own voice").search(clause) and pattern("urgent").search(clause)):
            continue
        signal = _read_clause(clause.strip(), body if not is_long else clause)
        if signal is not None:
            return signal
    return None


def _read_clause(clause: str, context: str) -> EmergencySignal | None:
    if pattern("hearsay").search(context) and not _ASKS_FOR_HELP.search(context):
        return None
    poison = _swallowed_poison(clause)
    is_supposed = pattern("hypothetical").search(clause) is not None
    if poison and (not is_supposed or _happened(clause)):
        return EmergencySignal("poison", poison)
    choking = pattern("choking").search(clause)
    if choking and not is_supposed:
        return EmergencySignal("choking", choking.group())
    drunk = pattern("alcohol").search(clause)
    if drunk and not is_supposed:
        return EmergencySignal("alcohol", drunk.group())
    if is_supposed and not _happened(clause):
        return None
    return _symptoms(clause, context)


def _happened(clause: str) -> bool:
    """Tell whether a clause that wonders about something also says it has happened to somebody near."""
    return bool(
        pattern("own voice").search(clause) and re.search(r"了|刚|正在|现在", clause) and _ASKS_FOR_HELP.search(clause)
    )


def _is_lasting(context: str, symptoms: int) -> bool:
    """Tell whether a mild symptom is an old complaint and nothing that has just begun."""
    return pattern("lasting").search(context) is not None and symptoms < 2 and not pattern("just now").search(context)


@cache
def _poison_first_pattern() -> re.Pattern[str]:
    alternatives = "|".join(map(re.escape, sorted(word_list("poisons").terms, key=len, reverse=True)))
    return re.compile(rf"({alternatives})([^。!?,]{{0,8}}?)({_TAKEN}){_DONE}")


@cache
def _poison_pattern() -> re.Pattern[str]:
    alternatives = "|".join(map(re.escape, sorted(word_list("poisons").terms, key=len, reverse=True)))
    return re.compile(rf"({_TAKEN})([^。!?,]{{0,8}}?)({alternatives})")


@cache
def _handed_poison_pattern() -> re.Pattern[str]:
    alternatives = "|".join(map(re.escape, sorted(word_list("poisons").terms, key=len, reverse=True)))
    return re.compile(rf"(?:把|将|拿起|拿着|抓起)({alternatives})[^。!?,]{{0,8}}(?:吃|喝|吞|咽|舔|塞嘴里|放嘴里)")


# Eaten as a dish as well: only with a sign of illness, or when the eater says it was taken by mistake.
_ALSO_DISH = frozenset({"毒蘑菇", "河豚", "鱼胆"})


def _swallowed_poison(clause: str) -> str | None:
    handed = _handed_poison_pattern().search(clause)
    if handed and pattern("own voice").search(clause):
        return handed.group()
    found = _poison_pattern().search(clause)
    if found is None:
        return _poison_named_first(clause)
    rest = clause[found.end() :]
    if _POISON_EXCUSED.match(rest):
        return None
    concept = word_list("poisons").terms[found.group(3)].concept
    taken_by_mistake = pattern("mistaken").search(clause) is not None
    is_done = re.search(rf"{_TAKEN}(?:{_DONE}|[^。!?]{{0,4}}[口片颗瓶杯点些粒])", clause) is not None
    if re.search(r"沾|喷|打|洒|泡|用[^。]{0,4}洗", found.group(2)):
        return None
    if concept in _ALSO_DISH and not taken_by_mistake:
        is_ill = "中毒" in clause or any(
            pattern(f"{how} symptom").search(clause) for how in ("grave", "stomach", "mild")
        )
        asks_for_help = _ASKS_FOR_HELP.search(clause) is not None
        return found.group() if is_done and (is_ill or asks_for_help) else None
    if taken_by_mistake or (
        is_done and (pattern("own voice").search(clause) or pattern("urgent").search(clause) or len(clause) <= 10)
    ):
        return found.group()
    return None


# What was sprayed with it or washed in it was eaten, not the poison itself.
_TOUCHED = re.compile(r"沾|喷|打|洒|泡|洗|过的|的[^。]{0,4}$")


def _poison_named_first(clause: str) -> str | None:
    """Find a poison told of before its swallowing: 百草枯我爸喝了一口."""
    found = _poison_first_pattern().search(clause)
    if found is None or word_list("poisons").terms[found.group(1)].concept in _ALSO_DISH:
        return None
    if _POISON_EXCUSED.match(clause[found.end(1) :]) or _TOUCHED.search(found.group(2)):
        return None
    is_own = pattern("own voice").search(clause) or pattern("urgent").search(clause)
    return found.group() if is_own or len(clause) <= 10 else None


def _symptoms(clause: str, context: str) -> EmergencySignal | None:
    has_eaten = pattern("eating").search(context) is not None
    is_own = pattern("own voice").search(context) is not None
    is_urgent = pattern("urgent").search(context) is not None
    asks_only = clause.endswith(("吗?", "吗", "么?", "么")) and not is_urgent and not is_own
    if asks_only:
        return None
    grave = pattern("grave symptom").search(pattern("harmless cramp").sub("", clause))
    if grave and (has_eaten or (is_own and is_urgent)):
        return EmergencySignal("symptom", grave.group())
    stomach = pattern("stomach symptom").search(clause)
    if stomach and (has_eaten or is_own or is_urgent):
        return EmergencySignal("symptom", stomach.group())
    together = _PEOPLE_TOGETHER.search(clause)
    if together and has_eaten:
        return EmergencySignal("symptom", together.group())
    mild = pattern("mild symptom").findall(clause)
    if not mild or not has_eaten or _is_lasting(context, len(set(mild))):
        return None
    if len(set(mild)) > 1:
        return EmergencySignal("symptom", mild[0])
    has_finished = _FINISHED.search(context) is not None
    if has_finished and (is_own or is_urgent or _COMPLETED.search(clause)):
        return EmergencySignal("symptom", mild[0])
    return None
