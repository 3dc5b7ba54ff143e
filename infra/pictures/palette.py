"""Pictures of screens weigh a third with a palette of 256 colours, and nobody sees the difference."""

import base64
import struct
import zlib
from typing import Any

from playwright.sync_api import Page

_SIGNATURE = b"\x89PNG\r\n\x1a\n"

# Colours that share their first bits become the commonest among them: flat ones stay exact, edges of letters do not.
_INDEXED = """async (png) => {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const { width, height } = image;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(image, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const colours = [...counts.keys()].sort((one, other) => counts.get(other) - counts.get(one));
  let groups, keys, mask;
  for (let bits = 8; bits > 0 && !(groups?.size <= 256); bits--) {
    const byte = (0xff << (8 - bits)) & 0xff;
    mask = (byte | (byte << 8) | (byte << 16)) >>> 0;
    groups = new Map();
    for (const colour of colours) if (!groups.has((colour & mask) >>> 0)) groups.set((colour & mask) >>> 0, colour);
  }
  keys = new Map([...groups.keys()].map((key, index) => [key, index]));
  let indexes = "";
  for (let at = 0; at < pixels.length; at += 32768) {
    const part = pixels.subarray(at, at + 32768);
    indexes += String.fromCharCode(...Array.from(part, (pixel) => keys.get((pixel & mask) >>> 0)));
  }
  return { width, height, colours: [...groups.values()], indexes: btoa(indexes) };
}"""


def paletted(page: Page, png: bytes) -> bytes:
    """Return a PNG with at most 256 colours; the browser of `page`, any page of its own, decodes the one given."""
    found: dict[str, Any] = page.evaluate(_INDEXED, base64.b64encode(png).decode())
    width, height = found["width"], found["height"]
    indexes = base64.b64decode(found["indexes"])
    rows = b"".join(b"\0" + indexes[at : at + width] for at in range(0, len(indexes), width))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    colours = b"".join(struct.pack("<I", colour)[:3] for colour in found["colours"])
    parts = ((b"IHDR", header), (b"PLTE", colours), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
