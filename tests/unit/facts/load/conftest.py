"""A small tree of areas and a way of loading text as a file, with a clock that stands still."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

AT = datetime(2021, 1, 10, 8, tzinfo=UTC)


@pytest.fixture
def areas(db: None) -> None:
    """A nation, a province, a prefecture, a county and two towns."""
    from lianfang.places.tree import install_areas

    install_areas(
        [
            {"code": "CN", "name": "中国", "level": "nation"},
            {"code": "230000", "name": "黑龙江省", "level": "province", "parent": "CN"},
            {"code": "230100", "name": "哈尔滨市", "level": "prefecture", "parent": "230000"},
            {"code": "230127", "name": "木兰县", "level": "county", "parent": "230100"},
            {"code": "230127001", "name": "木兰镇", "level": "town", "parent": "230127"},
            {"code": "230127002", "name": "东兴镇", "level": "town", "parent": "230127"},
        ]
    )


@pytest.fixture
def loaded(tmp_path: Path) -> Callable[..., Any]:
    """``loaded(kind, text, name=…, dry=…, **options)``: writes the text as a file and loads (or previews) it."""

    from lianfang.facts import load as loading

    def run(kind: str, text: str | bytes, name: str = "file.csv", dry: bool = False, **options: Any) -> Any:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        end = loading.preview if dry else loading.load
        return end(kind, path, loading.Options(**options), AT)

    return run
