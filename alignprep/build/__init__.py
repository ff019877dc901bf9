"""Exporters at work, each in a process of its own, and what they make published into a folder."""
