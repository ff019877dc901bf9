"""A canonical zip: an archive that depends on its members only."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping
from typing import Final

__all__ = ["canonical_zip"]

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def canonical_zip(members: Mapping[str, bytes | bytearray], *, first: str | None = None) -> bytes:
    """A zip archive that depends on its members only.

    Sorted names (`first` before all others, where a format wants it), the earliest date that zip can say, mode 0644
    and no compression, since no two compressors give the same bytes.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members, key=lambda name: (name != first, os.fsencode(name))):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            archive.writestr(info, members[name])
    return buffer.getvalue()
