"""Folders and files that are either whole or not there.

Everything is written under a temporary name beside its target and renamed when whole, so that a
process that is killed leaves the old one or nothing, and at worst a hidden folder that the next
writer removes.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

MANIFEST = "manifest.json"
_EXCHANGE = 2
_HERE = -100


def write_folder(target: str | Path, fill: Callable[[Path], None], *, overwrite: bool) -> Path:
    """Makes a folder whole or not at all.

    Args:
        target: Where it shall be; an empty folder may be there.
        fill: Writes the contents into the folder that it is given.
        overwrite: Whether an older folder of results may be replaced. The old one stays until the
            new one is whole.

    Returns:
        The folder, as an absolute path.

    Raises:
        FileExistsError: Something is there, and `overwrite` is off or it is no folder of results.
        OSError: The disk did not accept it; nothing has changed then.
    """
    place = Path(target).expanduser().resolve()
    check_target(place, overwrite=overwrite)
    place.parent.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(place)
    new = place.parent / f".{place.name}.{_process()}.tmp"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    try:
        fill(new)
        for path in [*new.iterdir(), new]:
            _to_disk(path)
        # Looked at again: another process may have written there in the meantime.
        check_target(place, overwrite=overwrite)
        if place.exists() and any(place.iterdir()):
            _exchange(new, place)
        else:
            if place.exists():
                place.rmdir()
            os.replace(new, place)
        _to_disk(place.parent)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return place


def check_target(target: str | Path, *, overwrite: bool) -> None:
    """Tells before a long run, rather than after it, that its results have no place to go.

    Raises:
        FileExistsError: Something is there, and `overwrite` is off or it is no folder of results.
    """
    place = Path(target).expanduser().resolve()
    if not place.exists():
        return
    if not place.is_dir():
        raise FileExistsError(f"{place} is a file; results need a folder")
    if not any(place.iterdir()):
        return
    if not (place / MANIFEST).exists():
        raise FileExistsError(f"{place} holds other files than results; choose another folder")
    if not overwrite:
        raise FileExistsError(f"{place} holds results already; choose another folder or overwrite")


def write_file(target: str | Path, fill: Callable[[Path], None]) -> Path:
    """Makes a file whole or not at all; an older file is replaced.

    Args:
        target: Where it shall be.
        fill: Writes the contents to the path that it is given.
    """
    place = Path(target).expanduser().resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(place)
    new = place.parent / f".{place.name}.{_process()}.tmp"
    try:
        fill(new)
        _to_disk(new)
        os.replace(new, place)
        _to_disk(place.parent)
    finally:
        new.unlink(missing_ok=True)
    return place


def write_parquet(path: Path, frames: Iterable[pd.DataFrame], notes: Mapping[str, str]) -> int:
    """Writes frames of the same columns into one Parquet file, one row group each.

    Args:
        path: Of the file.
        frames: One at least, even when it is empty; they are asked for one by one.
        notes: Go into the file's metadata, as `overstap.<name>`.

    Returns:
        Number of rows.
    """
    writer: pq.ParquetWriter | None = None
    rows = 0
    try:
        for frame in frames:
            table = pa.Table.from_pandas(frame, preserve_index=False)
            if writer is None:
                added = {f"overstap.{name}": text for name, text in notes.items()}
                schema = table.schema.with_metadata({**(table.schema.metadata or {}), **added})
                writer = pq.ParquetWriter(path, schema, compression="zstd")
            writer.write_table(table.cast(writer.schema))
            rows += len(frame)
    finally:
        if writer is not None:
            writer.close()
    return rows


def read_notes(path: Path) -> dict[str, str]:
    """What `write_parquet` noted in a file's metadata."""
    metadata = pq.read_schema(path).metadata or {}
    start = b"overstap."
    return {
        key[len(start) :].decode(): value.decode()
        for key, value in metadata.items()
        if key.startswith(start)
    }


def _process() -> str:
    return f"{socket.gethostname()}-{os.getpid()}"


def _remove_leftovers(place: Path) -> None:
    """Removes what writers of the same target left behind when they were killed on this machine."""
    start, end = f".{place.name}.{socket.gethostname()}-", ".tmp"
    for path in place.parent.iterdir():
        if not (path.name.startswith(start) and path.name.endswith(end)):
            continue
        process = path.name[len(start) : -len(end)]
        if not process.isdigit() or _lives(int(process)):
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    if sys.platform == "win32":
        return True  # there, signal 0 would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _exchange(new: Path, old: Path) -> None:
    """Puts one folder in the place of another in one step; afterwards `new` is the old one."""
    if sys.platform == "linux":
        call: Any = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
        if call and call(_HERE, os.fsencode(new), _HERE, os.fsencode(old), _EXCHANGE) == 0:
            return
    # Elsewhere two steps are needed; the old one is put back if the second fails.
    aside = new.with_suffix(".old")
    shutil.rmtree(aside, ignore_errors=True)
    os.replace(old, aside)
    try:
        os.replace(new, old)
    except OSError:
        os.replace(aside, old)
        raise
    os.replace(aside, new)


def _to_disk(path: Path) -> None:
    """Asks the system to write a file or folder through, so that a power cut finds it whole."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        return  # some file systems cannot, for folders
    finally:
        os.close(handle)
