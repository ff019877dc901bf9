"""The exporters that come with alignprep: each module or sub-package is one format.

They are ordinary plug-ins: they use only the modules of `alignprep` that every plug-in may use.
"""
