"""The mappings that ship with the package, by name and by the headers of the files they are for."""

from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path

import yaml

from lianfang.facts.load.mapping import Mapping, built, mapping_of
from lianfang.facts.reading import header_key
from lianfang.vocabulary import Mistake

# Columns that a file of rejected rows has beside those of the file it came from.
REJECTS_COLUMNS = ("row", "reason")


@cache
def shipped() -> dict[str, Mapping]:
    """The shipped mappings by name."""
    folder = resources.files("lianfang.facts.load") / "mappings"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    return {
        f.name.removesuffix(".yaml"): built(
            yaml.safe_load(f.read_text(encoding="utf-8")), f.name.removesuffix(".yaml"), f.name
        )
        for f in files
    }


def named(name: str) -> Mapping:
    """The mapping of a file, or the shipped one of this name. Raises Mistake where there is neither."""
    if name in shipped():
        return shipped()[name]
    path = Path(name)
    if path.suffix in (".yaml", ".yml") or path.exists():
        if not path.is_file():
            raise Mistake(f"{path}: there is no such mapping file")
        return mapping_of(path)
    raise Mistake(f"no mapping is called {name!r}; name a YAML file or one of {', '.join(shipped())}")


def of_headers(headers: Iterable[str], kind: str) -> Mapping | None:
    """The shipped mapping of this kind that is for files with just these headers, if there is one."""
    given = {header_key(header) for header in headers} - {header_key(name) for name in REJECTS_COLUMNS}
    for mapping in shipped().values():
        signature = {header_key(header) for header in mapping.headers}
        if mapping.automatic and mapping.kind == kind and signature and given == signature:
            return mapping
    return None
