"""Typesetting: fonts, styles, and inline text as lines of a given width."""
