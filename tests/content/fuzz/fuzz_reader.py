"""An atheris target: any bytes as any file of a content folder, or as exported JSON. See README.md beside it."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

with atheris.instrument_imports(include=["alignprep", "yaml", "markdown_it", "mdit_py_plugins", "latex2mathml"]):
    import alignprep.cli.report
    import alignprep.content.reader
    import alignprep.json_format.validator
    from tests.support.bad_content import GOOD, KINDS, PLACES, cases, good

FOLDER = Path(tempfile.mkdtemp(prefix="alignprep-fuzz-")) / "content"


def one_input(data: bytes) -> None:
    """The first byte chooses the kind of file, the others are its bytes."""
    if not data:
        return
    kind, content = KINDS[data[0] % len(KINDS)], data[1:]
    if kind == "bank":
        problems = alignprep.json_format.validator.validate(content, "bank.json")
    else:
        path = FOLDER / PLACES[kind]
        path.write_bytes(content)
        try:
            bank, problems = alignprep.content.reader.check_content(FOLDER)
        finally:
            path.write_bytes(GOOD_BYTES[kind])
        assert (bank is None) == any(not problem.is_warning for problem in problems)
    assert len(problems) <= 300
    lines = content.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    for problem in problems:
        if problem.line and (kind == "bank" or problem.file == path.as_posix()):
            assert problem.line <= len(lines)
            assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
    for form in alignprep.cli.report.FORMATS:
        alignprep.cli.report.report(problems, form).encode()


def seed(corpus: Path) -> None:
    """Fill an empty corpus with the bad files and the good ones."""
    for case in cases():
        (corpus / f"{case.kind}-{case.name}").write_bytes(bytes([KINDS.index(case.kind)]) + case.data())
    for kind in KINDS:
        (corpus / f"{kind}-good").write_bytes(bytes([KINDS.index(kind)]) + good(kind))


if __name__ == "__main__":
    shutil.copytree(GOOD, FOLDER)
    GOOD_BYTES = {kind: good(kind) for kind in PLACES}
    for argument in sys.argv[1:]:
        if Path(argument).is_dir() and not any(Path(argument).iterdir()):
            seed(Path(argument))
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
