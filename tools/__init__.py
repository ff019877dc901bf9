"""What maintainers run: `python -m tools.NAME`, or `make NAME`; README.md says what each is for."""
