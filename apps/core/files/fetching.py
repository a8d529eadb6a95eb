"""Fetch a file from a path or an address, whole or not at all."""

import gzip
import zlib
from pathlib import Path
from urllib.parse import urlsplit

import requests

from apps.core.files.reading import FileRefused

TIMEOUT = (5, 60)
CHUNK = 1 << 18


class NotThere(FileRefused):
    """There is no such file, or not yet."""


def fetch(path_or_url, *, progress=lambda share: None):
    """The bytes of the file, unpacked if it was packed. Raises FileRefused when it cannot be had whole."""
    if urlsplit(path_or_url).scheme in ("http", "https"):
        return unpacked(download(path_or_url, progress))
    try:
        return unpacked(Path(path_or_url).read_bytes())
    except OSError as problem:
        raise FileRefused(f"{path_or_url} cannot be read: {problem.strerror}.") from None


def download(url, progress):
    try:
        with requests.get(url, stream=True, timeout=TIMEOUT, headers={"Accept-Encoding": "identity"}) as answer:
            if answer.status_code == 404:
                raise NotThere(f"{url} answered 404.")
            if answer.status_code != 200:
                raise FileRefused(f"{url} answered {answer.status_code}.")
            if "html" in answer.headers.get("Content-Type", ""):
                raise FileRefused(f"{url} answered with a web page.")
            said = int(answer.headers.get("Content-Length") or 0)
            data = bytearray()
            for chunk in answer.iter_content(CHUNK):
                data += chunk
                if said:
                    progress(len(data) / said)
    except requests.RequestException as problem:
        raise FileRefused(f"{url} did not answer in full: {type(problem).__name__}.") from None
    if said and len(data) != said:
        raise FileRefused(f"{url} sent {len(data):,} of {said:,} bytes. Fetch it again.")
    return bytes(data)


def unpacked(data):
    """What a gzip file holds; other files as they are."""
    if data[:2] != b"\x1f\x8b":
        return data
    try:
        return gzip.decompress(data)
    except (EOFError, OSError, zlib.error):
        raise FileRefused("The packed file is cut short or damaged. Fetch it again.") from None
