"""The exported JSON: written, described and validated."""
