"""What kind of browser somebody uses: enough to tell one's own sessions apart, and no more."""

_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "安卓手机"),
    ("HarmonyOS", "鸿蒙"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
UNKNOWN = "未知浏览器"


def browser_of(user_agent: str) -> str:
    """``Chrome · Windows``; the header itself is not kept."""
    names = [next((name for mark, name in marks if mark in user_agent), "") for marks in (_BROWSERS, _SYSTEMS)]
    return " · ".join(name for name in names if name) or UNKNOWN
