"""The archives that exporters may write: `canonical_zip`."""

from alignprep.archives import canonical_zip

__all__ = ["canonical_zip"]
