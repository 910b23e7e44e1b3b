"""On what somebody signed in, in a word or two: system and browser, as far as the browser says."""

# The first that is named counts: what runs on Android says Linux too, and every browser calls itself Safari.
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("OpenHarmony", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"),
    ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip
_BROWSERS = (
    ("MicroMessenger", "WeChat"), ("DingTalk", "DingTalk"), ("UCBrowser", "UC"), ("QQBrowser", "QQ"), ("Edg", "Edge"),
    ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip


def device_words(agent: str) -> str:
    """`Android · Chrome`; the first signs of what the browser says where neither is known, "" where it says nothing."""
    found = [next((word for mark, word in names if mark in agent), "") for names in (_SYSTEMS, _BROWSERS)]
    return " · ".join(word for word in found if word) or agent[:40]
