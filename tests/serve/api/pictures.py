"""Pictures for schemathesis, which can make up JSON but no file of a picture."""

import schemathesis
from hypothesis import strategies

STROKE = b"P5 28 28 255\n" + b"".join(
    bytes([20 if 12 <= x <= 15 and 4 <= y <= 23 else 240]) for y in range(28) for x in range(28)
)

for media_type in ("image/png", "image/jpeg", "image/bmp", "image/x-portable-graymap", "application/octet-stream"):
    schemathesis.openapi.media_type(media_type, strategies.just(STROKE))
