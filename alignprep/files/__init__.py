"""Bytes -> files, whole or not at all."""
