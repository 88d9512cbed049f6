"""Names of files as text: a system keeps bytes, whatever encoding whoever packed or copied them used."""

import os


def readable_name(name: str) -> str:
    """Return a file's name as text that can be stored and shown; Chinese Windows writes names in GB18030."""
    try:
        raw = os.fsencode(name)
    except UnicodeEncodeError:  # half a character, which stands for no byte
        return name.encode(errors="replace").decode()
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode(errors="replace")
