"""The `alignprep` command: click, thin, no logic."""
