"""IDX in, PNG out."""

import gzip
import pathlib
import struct
import zlib


def find_idx(folder, name):
    """The path of an IDX file, packed or not, or None."""
    for path in (pathlib.Path(folder) / name, pathlib.Path(folder) / f"{name}.gz"):
        if path.exists():
            return path
    return None


def load_idx(path):
    """(extents, bytes)."""
    data = pathlib.Path(path).read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    dimensions = data[3]
    return struct.unpack(f">{dimensions}I", data[4:4 + 4 * dimensions]), data[4 + 4 * dimensions:]


def numbered_from(names_path, first):
    """Places of the names (`slash-0042.png`) that are numbered from `first` on."""
    names = pathlib.Path(names_path).read_text().split()
    return [i for i, name in enumerate(names) if int(pathlib.Path(name).stem.split("-")[-1]) >= first]


def load_images(path, most=None, among=None):
    """(width, height, [bytes of one image, ...]): of the places `among`, or of all, `most` at most."""
    (count, height, width), data = load_idx(path)
    size = width * height
    among = range(count) if among is None else among
    taken = min(len(among), most or count)
    # From all over the file: it may be in the order of its classes.
    places = [among[i * len(among) // taken] for i in range(taken)]
    return width, height, [data[i * size:(i + 1) * size] for i in places]


def png(width, height, pixels):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + pixels[y * width:(y + 1) * width] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")


def write_pngs(images_path, folder, most=None, among=None):
    """A PNG for each image, named by its number."""
    width, height, images = load_images(images_path, most, among)
    folder.mkdir()
    for i, image in enumerate(images):
        (folder / f"{i:06}.png").write_bytes(png(width, height, image))
