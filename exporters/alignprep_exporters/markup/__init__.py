"""What the formats that are HTML share, `anki` and `html`: works, highlighted code and figures.

How nodes become elements stands in `alignprep.text.html`, since the library itself writes HTML too.
"""
