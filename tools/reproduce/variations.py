"""The variations: each names what is otherwise than usual and arranges it in a room, or says why it cannot."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.reproduce.room import ROOT, UNSET, NotPossible, Room

__all__ = ["GROUPS", "Variation"]

POISON = "open('poisoned', 'w').write('ran')\nraise SystemExit('poison ran')\n"
NOBODY = 65534


@dataclass(frozen=True)
class Variation:
    """One thing that is otherwise."""

    name: str
    arrange: Callable[[Room], None]


def _set(**variables: str) -> Callable[[Room], None]:
    return lambda room: room.variables.update(variables)


def _needs(command: str) -> str:
    found = shutil.which(command)
    if found is None:
        raise NotPossible(f"{command} is not installed")
    return found


def _works(command: list[str]) -> None:
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode:
        raise NotPossible((run.stderr.strip().splitlines() or [f"{command[0]} fails"])[-1])


def _wrapped(*command: str) -> Callable[[Room], None]:
    def arrange(room: Room) -> None:
        wrapper = [_needs(command[0]), *command[1:]]
        _works([*wrapper, "true"])
        room.wrappers.append(wrapper)

    return arrange


def _locale(name: str) -> Callable[[Room], None]:
    """A locale made for the occasion, whatever the machine has (glibc's LOCPATH)."""

    def arrange(room: Room) -> None:
        _needs("localedef")
        if not Path("/usr/share/i18n/locales", name).exists():
            raise NotPossible(f"the source of the locale {name} is not installed (Debian's package locales)")
        folder = room.temporary / "locales"
        folder.mkdir(exist_ok=True)
        _works(["localedef", "-i", name, "-f", "UTF-8", str(folder / f"{name}.UTF-8")])
        room.variables.update({"LOCPATH": str(folder), "LC_ALL": f"{name}.UTF-8", "LANG": f"{name}.UTF-8"})

    return arrange


def _umask(value: int) -> Callable[[Room], None]:
    return lambda room: setattr(room, "umask", value)


def _moved(path: str) -> Callable[[Room], None]:
    return lambda room: setattr(room, "folder", room.temporary / path)


def _tree(*commands: str) -> Callable[[Room], None]:
    return lambda room: room.tree.extend(commands)


def _nobody(room: Room) -> None:
    if os.geteuid() != 0:
        raise NotPossible("only root can become another user")
    prefix = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    _needs("setpriv")
    # Only what is run by what setpriv runs is without root's rights.
    _works([*prefix, "env", "test", "-r", str(room.python.packages)])
    minor = room.python.packages.parent.name
    for candidate in (room.python.executable.resolve(), Path("/usr/bin", minor), Path("/usr/local/bin", minor)):
        if subprocess.run([*prefix, "env", candidate, "-c", "0"], capture_output=True).returncode == 0:
            room.python = type(room.python)(candidate, room.python.packages)
            break
    else:
        raise NotPossible(f"no {minor} that another user may run")
    room.owner = NOBODY
    room.wrappers.append(prefix)


def _poisoned_home(room: Room) -> None:
    home = room.temporary / "home"
    user_site = home / ".local" / "lib" / room.python.packages.parent.name / "site-packages"
    user_site.mkdir(parents=True)
    for path in (home / ".reportlab_settings", home / ".reportlab_mods", user_site / "usercustomize.py"):
        path.write_text(POISON, encoding="utf-8")
    (home / ".pydistutils.cfg").write_text("[bdist_wheel]\nuniversal=1\n", encoding="utf-8")
    room.variables["HOME"] = str(home)


def _poisoned_folder(room: Room) -> None:
    names = (
        "json",
        "csv",
        "random",
        "zlib",
        "sqlite3",
        "reportlab_settings",
        "reportlab_mods",
        "usercustomize",
        "build",
    )
    room.tree += [f"printf %s {_quoted(POISON)} > {name}.py" for name in names]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _no_home(room: Room) -> None:
    room.variables["HOME"] = UNSET


def _odd_variables(room: Room) -> None:
    room.variables.update(
        RL_invariant="0", RL_useA85="1", RL_pageCompression="0", RL_canvas_basefontname="Courier", COLUMNS="20",
        PYTHONIOENCODING="latin-1", PYTHONINTMAXSTRDIGITS="640", ZIPOPT="-0", GZIP="-1", TAR_OPTIONS="--format=v7",
        NO_COLOR="1", LANGUAGE="de:fr", DISPLAY=":99", XDG_CACHE_HOME="/nonexistent", PYTHONMALLOC="malloc",
    )  # fmt: skip


def _obeyed_epoch(room: Room) -> None:
    room.variables["SOURCE_DATE_EPOCH"] = "1"
    room.make.append("-e")


def _another_temporary_folder(room: Room) -> None:
    folder = room.temporary / "tmp with spaces"
    folder.mkdir()
    room.variables["TMPDIR"] = str(folder)


def _stale(room: Room) -> None:
    room.tree += [
        "mkdir -p dist && printf '%064d  %s\\n' 0 old.pdf 0 alignprep.apkg > dist/SHA256SUMS",
        "printf old > dist/old.pdf && printf old > dist/alignprep.apkg",
        """printf '{"data": {"slug": "alignprep"}, "files": []}' > dist/manifest.json""",
    ]


def _twice(room: Room) -> None:
    room.builds = 2


def _from_sdist(room: Room) -> None:
    room.sdist = next((ROOT / "dist").glob("*.tar.gz"), None)
    if room.sdist is None:
        raise NotPossible("dist/ holds no source distribution; `make build` makes one")


def _packages_of(room: Room, name: str) -> None:
    if not list(room.python.packages.glob(f"{name}-*.dist-info")):
        raise NotPossible(f"{name} is not installed (it comes with constraints-dev.txt)")


def _zlib_ng(room: Room) -> None:
    _packages_of(room, "zlib_ng")
    room.at_start.append("from zlib_ng import zlib_ng; sys.modules['zlib'] = zlib_ng")


def _other_sqlite(room: Room) -> None:
    _packages_of(room, "pysqlite3")
    room.at_start.append("from tests.support import other_sqlite; sys.modules['sqlite3'] = other_sqlite")


def _reversed_order(room: Room) -> None:
    """Every file is made anew, the last one first, so that a folder that is not sorted lists them otherwise."""
    room.tree.append(
        "for top in alignprep exporters content schema tests tools; do mv $top .old && "
        "(cd .old && find . -type f | LC_ALL=C sort -r) | while IFS= read -r file; do "
        'mkdir -p "$top/$(dirname "$file")" && cp -p ".old/$file" "$top/$file"; done && rm -r .old; done'
    )


OLD = "find . -path ./.venv -prune -o -type f -newermt 1970-01-03 -exec touch -d 1971-02-03 {} +"
FUTURE = "find content exporters -type f -name '*[a-m].*' -exec touch -d 2150-01-01 {} +"

GROUPS: tuple[tuple[Variation, ...], ...] = (
    (
        Variation("time: 2001-09-09 (faketime)", _wrapped("faketime", "-f", "@2001-09-09 01:46:40")),
        Variation("time zone: Pacific/Kiritimati, +14", _set(TZ="Pacific/Kiritimati")),
        Variation("locale: tr_TR", _locale("tr_TR")),
        Variation("hash seed: 1", _set(PYTHONHASHSEED="1")),
        Variation("umask: 077", _umask(0o077)),
        Variation("path: long, with spaces and non-ASCII", _moved("a long path/" + "ünïcode föld, " * 8 + "end")),
        Variation("network: none (unshare)", _wrapped("unshare", "-rn")),
        Variation("processors: 1 (taskset)", _wrapped("taskset", "-c", "0")),
        Variation("source times: 1971 and 2150", _tree(OLD, FUTURE)),
        Variation("source modes: no write, no group, no others", _tree("chmod -R go-rwx,u-w content schema")),
        Variation("SOURCE_DATE_EPOCH: 1, obeyed (make -e)", _obeyed_epoch),
    ),
    (
        Variation("time: 2099-12-31 (faketime)", _wrapped("faketime", "-f", "@2099-12-31 23:59:50")),
        Variation("time zone: Asia/Kathmandu, +5:45", _set(TZ="Asia/Kathmandu")),
        Variation("locale: C without UTF-8", _set(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")),
        Variation("hash seed: 4242", _set(PYTHONHASHSEED="4242")),
        Variation("umask: 000", _umask(0)),
        Variation("HOME: unset", _no_home),
        Variation("user: nobody (setpriv)", _nobody),
        Variation("SOURCE_DATE_EPOCH: garbage (make sets its own)", _set(SOURCE_DATE_EPOCH="garbage")),
        Variation("file creation order: reversed", _reversed_order),
    ),
    (
        Variation("source: the unpacked sdist of dist/", _from_sdist),
        Variation("locale: et_EE", _locale("et_EE")),
        Variation("HOME: poisoned (reportlab's files, usercustomize)", _poisoned_home),
        Variation("working folder: poisoned (json.py, zlib.py, reportlab_settings.py and more)", _poisoned_folder),
        Variation("optimization: -OO", _set(PYTHONOPTIMIZE="2")),
        Variation("variables: RL_*, GZIP, PYTHONIOENCODING and more", _odd_variables),
        Variation("TMPDIR: another, with spaces", _another_temporary_folder),
        Variation("dist: stale files of an older build", _stale),
        Variation("dist: a rebuild over itself", _twice),
        Variation("zlib: zlib-ng", _zlib_ng),
        Variation("SQLite: another version (pysqlite3)", _other_sqlite),
    ),
)
"""What can be varied at once; no copy holds .git, and the Pythons are found on the machine."""
