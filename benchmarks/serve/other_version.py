"""The same model under another SHA-256: a model file whose record has one more key."""

import json
import pathlib
import struct
import zlib


def write_other_version(source, target):
    data = pathlib.Path(source).read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    metadata = header["__metadata__"]
    options = json.loads(metadata["digitnet.training.options"] or "{}")
    metadata["digitnet.training.options"] = json.dumps({**options, "version": "other"}, separators=(",", ":"))
    metadata["digitnet.crc32"] = "00000000"
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-(8 + len(text)) % 64)
    whole = struct.pack("<Q", len(text)) + text + data[8 + length:]
    key = b'"digitnet.crc32":"'
    at = whole.index(key) + len(key)
    pathlib.Path(target).write_bytes(whole[:at] + b"%08x" % zlib.crc32(whole) + whole[at + 8:])
