"""`python -m alignprep` is the `alignprep` command."""

from alignprep.cli import main

main(prog_name="alignprep")
