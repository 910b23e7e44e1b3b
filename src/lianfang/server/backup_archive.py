"""What lies in a backup: a tar archive of the dump, in pieces since its length is not known before, and the visits."""

import contextlib
import io
import itertools
import os
import shutil
import tarfile
from pathlib import Path
from typing import IO

from lianfang.server.sealed_stream import OpeningStream
from lianfang.vocabulary import Mistake

_DATABASE, _VISITS, _PROOF, _PIECE = "database/", "visits/", "proof.json", 4 * 2**20


def add_proof(archive: tarfile.TarFile, proof: bytes) -> None:
    """Puts into the archive what proves that the dump came back whole."""
    member = tarfile.TarInfo(_PROOF)
    member.size = len(proof)
    archive.addfile(member, io.BytesIO(proof))


def add_database(archive: tarfile.TarFile, dump: IO[bytes]) -> None:
    """Puts a dump into the archive while it is being written."""
    for number in itertools.count():
        piece = dump.read(_PIECE)
        if not piece:
            return
        member = tarfile.TarInfo(f"{_DATABASE}{number:08d}")
        member.size = len(piece)
        archive.addfile(member, io.BytesIO(piece))


def add_visits(archive: tarfile.TarFile, folder: Path) -> None:
    """Puts the sealed visits of a folder into the archive; what begins with a dot is still being written."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in name.parts):
            # A day that is destroyed meanwhile is to be gone from here too.
            with contextlib.suppress(FileNotFoundError), path.open("rb") as opened:
                member = tarfile.TarInfo(f"{_VISITS}{name}")
                member.size = os.fstat(opened.fileno()).st_size
                archive.addfile(member, opened)


def taken_out(stream: OpeningStream, dump: IO[bytes], visits: Path) -> bytes | None:
    """Writes the dump of an archive into one stream and its visits into a folder; both are whole when this returns.

    Answers the proof that lies beside them; None where the backup is of a release that wrote none.
    Raises Mistake where the archive is not whole.
    """
    proof = None
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                data = archive.extractfile(member)
                if data is not None and member.name.startswith(_DATABASE):
                    shutil.copyfileobj(data, dump)
                elif data is not None and member.name.startswith(_VISITS):
                    _put_back(data, visits, member.name.removeprefix(_VISITS))
                elif data is not None and member.name == _PROOF:
                    proof = data.read()
    except tarfile.TarError as error:
        raise Mistake(f"the backup holds no archive: {error}") from None
    # The archive may end before the stream does, whose last chunk says that nothing was cut off.
    while stream.read(_PIECE):
        pass
    return proof


def _put_back(data: IO[bytes], folder: Path, name: str) -> None:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise Mistake(f"the backup names a file outside its folder: {name[:80]}")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        shutil.copyfileobj(data, opened)
