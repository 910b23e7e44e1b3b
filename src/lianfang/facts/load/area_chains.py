"""An area named as one text from the top (辽宁省大连市甘井子区大连湾街道): the deepest area known, and what is left."""

from collections.abc import Iterable

from lianfang.places.models import Area
from lianfang.places.short_names import short_name

_LEFT_OUT = " 　，,、；;：:。."


class Chains:
    """The tree of areas by names, for reading chains of names from their beginning."""

    def __init__(self) -> None:
        self._below: dict[str, list[tuple[str, str]]] = {}
        for code, name, short, path, level in Area.objects.values_list("code", "name", "short_name", "path", "level"):
            if level == "elsewhere":
                continue
            for above in path.strip("/").split("/")[:-1] or [""]:
                self._below.setdefault(above, []).append((name, code))
                brief = short or short_name(name)
                if brief != name and len(brief) > 1:
                    self._below[above].append((brief, code))
        for names in self._below.values():
            names.sort(key=lambda pair: -len(pair[0]))
        self._names = dict(Area.objects.values_list("code", "name"))
        self._depths = {code: path.count("/") for code, path in Area.objects.values_list("code", "path")}

    def found(self, parts: Iterable[str], under: str) -> tuple[str | None, str]:
        """The deepest area that the texts name in turn, below ``under``, and the text that is left.

        Where an area's name is that of one further down too, the higher is meant (吉林 is the province).
        """
        text = "".join(part.strip() for part in parts if part)
        area: str | None = None
        while text:
            step = self._step(text, area or under)
            if step is None:
                own = self._names.get(area or "", "")
                # 重庆市重庆市渝中区: said twice.
                if own and text.startswith(own) and len(text) > len(own):
                    text = text.removeprefix(own).lstrip(_LEFT_OUT)
                    continue
                break
            area, text = step
        return area, text

    def _step(self, text: str, above: str) -> tuple[str, str] | None:
        matching = [(name, code) for name, code in self._below.get(above, ()) if text.startswith(name)]
        if not matching:
            return None
        longest = len(matching[0][0])
        best = [code for name, code in matching if len(name) == longest]
        best.sort(key=lambda code: self._depths[code])
        if len(best) > 1 and self._depths[best[0]] == self._depths[best[1]] and best[0] != best[1]:
            return None
        return best[0], text[longest:].lstrip(_LEFT_OUT)
