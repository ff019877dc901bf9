"""The exporters that come with alignprep: each module or sub-package is one format.

They are plug-ins like anybody's and use only what `alignprep` offers to all.
"""
