"""What each road of an update does to a learner's collection: the table in the exporter's README, row by row.

A row says what there is in a collection, and then what becomes of it when the next version comes as a package and as
text. The functions here do each row and say what they see, in the table's words; test_engines runs them on older
engines too.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from anki import buildinfo

from alignprep import select
from alignprep.bank.bank import Bank
from alignprep.model import ledger
from alignprep.model.records import BankData
from alignprep_exporters import anki
from alignprep_exporters.anki import notetypes, text_export
from tests.support.anki_client import ALWAYS, ImportCsvRequest, collection, import_package, import_text
from tests.support.anki_releases import seconds
from tests.support.sample_bank import bank_data, question, release

README: Final = Path(anki.__file__).with_name("README.md").read_text(encoding="utf-8")
TABLE: Final = re.findall(
    r"^\| (.+) \| (.+) \| (.+) \|$", README.partition("| what you have or do |")[2].partition("\n\n")[0], re.MULTILINE
)
OLD: Final = tuple(map(int, buildinfo.version.split(".")[:2])) < (25, 2)
FIRST, STUDIED, SECOND = "2025-01-10", "2025-02-01", "2025-03-01"
NEW: Final = "A new hint."

Update = Callable[..., None]
"""Imports the next version, or another bank, by the road in question; options are those of `select` and the import."""


pytestmark = pytest.mark.usefixtures("before_our_time")


def first() -> Bank:
    return release(FIRST, question(1), question(2), question(3))


def second() -> Bank:
    """Question 1 has changed, question 2 has not, 3 is retired, 4 is new."""
    return release(SECOND, question(1, hint=NEW, related=[]), question(2), question(4), after=first())


def by_package(path: Path, bank: Bank, edition: str = "interviewer", options: Any = None, **chosen: Any) -> None:
    import_package(path, anki.render(select(bank, edition=edition, **chosen)), **(options or {}))


def by_text(path: Path, bank: Bank, edition: str = "interviewer", options: Any = None, **chosen: Any) -> None:
    for file in (text_export.QUESTIONS, text_export.FACTS):
        import_text(path, file.render(select(bank, edition=edition, **chosen)))


ROADS: Final = {"package": by_package, "text": by_text}


def turn_back(path: Path, day: str) -> None:
    """Let everything that the engine dated by today's clock have happened on that day."""
    with collection(path) as opened:
        opened.db.execute("update notes set mod = ? where mod > ?", *(2 * [seconds(day) + 20 * 3600]))


def found(opened: Any, of: int | str) -> Any:
    """The note of a question, by its number, or of anything by what its `Id` says."""
    (id,) = opened.find_notes(f'"Id:{of if isinstance(of, str) else f"question-{of}"}"')
    return opened.get_note(id)


def field(path: Path, of: int | str, name: str) -> str:
    with collection(path) as opened:
        return str(found(opened, of)[name])


def edit(path: Path, of: int | str, day: str = STUDIED, **values: str) -> None:
    """Change fields of a note, or its tags, as a learner does on that day."""
    with collection(path) as opened:
        note = found(opened, of)
        for name, value in values.items():
            if name == "tag":
                note.add_tag(value)
            else:
                note[name] = value
        opened.update_note(note)
    turn_back(path, day)


def tags(path: Path, of: int | str) -> list[str]:
    with collection(path) as opened:
        return list(found(opened, of).tags)


def reshape(path: Path, change: Callable[[Any, Any], None], days: int = 1) -> None:
    """Change the note type of questions as a learner does so many days after its look changed."""
    with collection(path) as opened:
        model = opened.models.by_name("AlignPrep Q&A")
        change(opened.models, model)
        opened.models.update_dict(model)
        changed = notetypes.CHANGED + days * 86_400
        opened.db.execute("update notetypes set mtime_secs = ? where id = ?", changed, model["id"])
    turn_back(path, STUDIED)


def named(model: Any, name: str) -> Any:
    return next(one for one in model["flds"] if one["name"] == name)


def whether(arrived: bool, kept: bool = True) -> str:
    return ("kept" if kept else "lost from what changed") + ("" if arrived else ", and the update does not arrive")


ROWS: Final[dict[str, Callable[[Path, Update], str]]] = {}


def row(said: str) -> Callable[[Callable[[Path, Update], str]], None]:
    """Note a function as that of the row that begins so."""

    def note(done: Callable[[Path, Update], str]) -> None:
        ROWS[said] = done

    return note


@row("reviews, flags, suspended cards, cards in a deck of your own")
def _(path: Path, update: Update) -> str:
    def state() -> Any:
        with collection(path) as opened:
            ours = opened.find_cards('"Id:question-1"')
            return opened.db.all(f"select id, did, queue, ivl, reps, flags from cards where id in ({ours[0]})")

    with collection(path) as opened:
        (card,) = opened.find_cards('"Id:question-1"')
        opened.set_deck([card], opened.decks.id("Mine"))
        opened.decks.select(opened.decks.id("Mine"))
        due = opened.sched.getCard()
        due.start_timer()
        opened.sched.answerCard(due, 4)
        opened.set_user_flag_for_cards(3, [card])
        opened.sched.suspend_cards([card])
    before = state()
    update()
    assert field(path, 1, "Hint") == NEW
    return "kept" if state() == before else "lost"


@row("an edit of yours on a note that has not changed")
def _(path: Path, update: Update) -> str:
    edit(path, 2, Hint="mine")
    update()
    return "kept" if field(path, 2, "Hint") == "mine" else "replaced"


@row("the same, where only what changed is exported (`--changed-since`)")
def _(path: Path, update: Update) -> str:
    facts: Any = question(3)["facts"]
    facts = [{**facts[0], "text": "A new text of {{c1::this fact}}."}, *facts[1:]]
    changed = release(SECOND, question(1, hint=NEW), question(2), question(3, facts=facts), after=first())
    unchanged = ("question-2", "question-3", "question-1/plain", "question-3/cue")  # Of questions that changed, too.
    for id in unchanged:
        edit(path, id, tag="mine", **{"Why" if "/" in id else "Hint": "mine"})
    update(changed, changed_since=datetime.date.fromisoformat(SECOND))
    assert field(path, 1, "Hint") == NEW
    assert "A new text" in field(path, "question-3/plain", "Text")
    kept = [field(path, id, "Why" if "/" in id else "Hint") == "mine" and "mine" in tags(path, id) for id in unchanged]
    return "kept" if all(kept) else "replaced"


@row("an edit of yours on a note that has changed")
def _(path: Path, update: Update) -> str:
    edit(path, 1, Title="mine")
    update()
    return "kept" if field(path, 1, "Title") == "mine" else "replaced"


@row("an edit or a tag of yours after the day of the release")
def _(path: Path, update: Update) -> str:
    edit(path, 1, day="2025-03-02", tag="mine")
    update()
    return "replaced" if "mine" not in tags(path, 1) else whether(field(path, 1, "Hint") == NEW)


@row("a tag of yours on a note that has not changed")
def _(path: Path, update: Update) -> str:
    edit(path, 2, tag="mine")
    update()
    return "kept" if "mine" in tags(path, 2) else "replaced"


@row("a tag of yours on a note that has changed")
def _(path: Path, update: Update) -> str:
    edit(path, 1, tag="mine")
    update()
    return "kept" if "mine" in tags(path, 1) else "replaced"


@row("a note that you have deleted")
def _(path: Path, update: Update) -> str:
    with collection(path) as opened:
        opened.remove_notes(opened.find_notes('"Id:question-2"'))
    update()
    with collection(path) as opened:
        return "returns as a new one" if opened.find_cards('"Id:question-2" is:new') else "stays away"


@row("a note that the bank has retired")
def _(path: Path, update: Update) -> str:
    update()
    with collection(path) as opened:
        return "kept" if opened.find_notes('"Id:question-3"') else "lost"


@row("decks that you have renamed, or put into another one")
def _(path: Path, update: Update) -> str:
    with collection(path) as opened:
        opened.decks.rename(opened.decks.by_name("AlignPrep")["id"], "Work::AlignPrep")
    update()
    with collection(path) as opened:
        deck = {number: opened.decks.name(opened.get_card(opened.find_cards(f'"Id:question-{number}"')[0]).did)
                for number in (1, 4)}  # fmt: skip
    assert deck[1] == "Work::AlignPrep::1 Explain"
    return "split: new notes come into the old names" if deck[4] == "AlignPrep::1 Explain" else "kept"


@row("related questions, where a selection is exported")
def _(path: Path, update: Update) -> str:
    before = field(path, 3, "Related")
    assert "Title 1" in before
    changed = release(SECOND, question(1), question(2), question(3, hint=NEW), after=first())
    update(changed, ids="question-3")
    assert field(path, 3, "Hint") == NEW
    return "kept" if field(path, 3, "Related") == before else "lost"


@row("what the `study` edition hides, where that is imported over a full deck")
def _(path: Path, update: Update) -> str:
    before = [field(path, 1, name) for name in notetypes.QA_FIELDS]
    update(edition="study")
    after = [field(path, 1, name) for name in notetypes.QA_FIELDS]
    assert [name for name, one in zip(notetypes.QA_FIELDS, before, strict=True) if one]
    lost = [name for name, one, other in zip(notetypes.QA_FIELDS, before, after, strict=True) if one and not other]
    return whether(field(path, 1, "Hint") == NEW, not {*lost} - {"Related"})  # It has no related questions any more.


@row("the same, when the full package is imported after it")
def _(path: Path, update: Update) -> str:
    update(edition="study")
    by_package(path, second())
    restored = field(path, 1, "Rubric") != ""
    if not restored:
        by_package(path, second(), options={"notes": ALWAYS})
        assert field(path, 1, "Rubric") != ""
    return "all is there" if restored else "restored only by *Update notes: Always*"


@row("a new note of the `study` edition, when the full package is imported after it")
def _(path: Path, update: Update) -> str:
    update(edition="study")
    assert field(path, 4, "Rubric") == ""
    by_package(path, second())
    filled = field(path, 4, "Rubric") != ""
    if not filled:  # The full text or Update notes: Always brings it.
        by_package(path, second(), options={"notes": ALWAYS})
        assert field(path, 4, "Rubric") != ""
    return "filled" if filled else "filled only by *Update notes: Always*"


@row("both, when the full text is imported after it")
def _(path: Path, update: Update) -> str:
    update(edition="study")
    by_text(path, second())
    return "all is there" if field(path, 4, "Rubric") and field(path, 1, "Rubric") else "lost"


@row("a second correction, released before you imported the first")
def _(path: Path, update: Update) -> str:
    update()
    assert field(path, 1, "Hint") == NEW
    third = release("2025-04-01", question(1, hint="Newer."), question(2), question(4), after=second())
    update(third)
    arrived = field(path, 1, "Hint") == "Newer."
    if not arrived:
        by_package(path, third, options={"notes": ALWAYS})
        assert field(path, 1, "Hint") == "Newer."
    return "arrives" if arrived else "arrives only by *Update notes: Always*"


@row("a field of your own behind ours, filled")
def _(path: Path, update: Update) -> str:
    reshape(path, lambda models, model: models.add_field(model, models.new_field("Mine")))
    edit(path, 1, Mine="my own")
    update()
    return whether(field(path, 1, "Hint") == NEW, field(path, 1, "Mine") == "my own")


@row("the same, with *Merge note types*")
def _(path: Path, update: Update) -> str:
    reshape(path, lambda models, model: models.add_field(model, models.new_field("Mine")))
    for number in (1, 2):
        edit(path, number, Mine="my own")
    update(options={"merge": True})
    assert field(path, 2, "Mine") == "my own"
    return whether(field(path, 1, "Hint") == NEW, field(path, 1, "Mine") == "my own")


@row("a field of your own before all of ours")
def _(path: Path, update: Update) -> str:
    def put(models: Any, model: Any) -> None:
        models.add_field(model, models.new_field("Mine"))
        models.reposition_field(model, named(model, "Mine"), 0)

    reshape(path, put)
    edit(path, 1, Mine="my own")
    update()
    return whether(field(path, 1, "Hint") == NEW, field(path, 1, "Mine") == "my own")


@row("fields of ours in another order")
def _(path: Path, update: Update) -> str:
    reshape(path, lambda models, model: models.reposition_field(model, named(model, "Question"), 0))
    before = field(path, 2, "Question")
    update()
    return whether(field(path, 1, "Hint") == NEW, field(path, 2, "Question") == before)


@row("a field of ours under another name")
def _(path: Path, update: Update) -> str:
    reshape(path, lambda models, model: models.rename_field(model, named(model, "Hint"), "Tip"))
    before = field(path, 2, "Tip")
    update()
    with collection(path) as opened:
        note = opened.get_note(opened.find_notes('"Id:question-1"')[0])
        if "Tip" not in note:
            return "gets our name again" if note["Hint"] == NEW else "lost"
    return whether(field(path, 1, "Tip") == NEW, field(path, 2, "Tip") == before)


@row("the field `Id` under another name")
def _(path: Path, update: Update) -> str:
    reshape(path, lambda models, model: models.rename_field(model, named(model, "Id"), "Key"))
    update()
    with collection(path) as opened:
        note = opened.get_note(opened.find_notes('"note:AlignPrep Q&A" Number:1')[0])
        if "Key" not in note:
            return "gets our name again" if note["Hint"] == NEW else "lost"
        return whether(note["Hint"] == NEW, note["Key"] == "question-1")


@row("a card type of your own, and its cards")
def _(path: Path, update: Update) -> str:
    def put(models: Any, model: Any) -> None:
        mine = models.new_template("Mine")
        mine["qfmt"], mine["afmt"] = "{{Title}}", "{{Hint}}"
        models.add_template(model, mine)

    reshape(path, put)
    update()
    with collection(path) as opened:
        cards = len(opened.get_note(opened.find_notes('"Id:question-1"')[0]).cards())
    return whether(field(path, 1, "Hint") == NEW, cards == 2)


@row("the note type under another name")
def _(path: Path, update: Update) -> str:
    def name(_: Any, model: Any) -> None:
        model["name"] = "Mine"

    reshape(path, name)
    update()
    with collection(path) as opened:
        kept = opened.models.by_name("Mine") is not None
    if kept:
        return whether(field(path, 1, "Hint") == NEW)
    return "gets our name again" if field(path, 1, "Hint") == NEW else "lost"


@row("your styles in the media file `_alignprep_user.css`")
def _(path: Path, update: Update) -> str:
    def mine() -> Path:
        with collection(path) as opened:
            return Path(opened.media.dir()) / "_alignprep_user.css"

    mine().write_text(".card { color: blue; }", encoding="utf-8")
    update()
    return "kept" if mine().read_text(encoding="utf-8") == ".card { color: blue; }" else "lost"


def looked(path: Path) -> str:
    """Style sheet and templates of the note type of questions."""
    with collection(path) as opened:
        model = opened.models.by_name("AlignPrep Q&A")
        return "\n".join([model["css"], *(side[name] for side in model["tmpls"] for name in ("qfmt", "afmt"))])


def restyle(_: Any, model: Any) -> None:
    model["css"] += ".card { --mine: 1px; }"
    model["tmpls"][0]["afmt"] += "<p>mine</p>"


REPORT: Final = "mailto:new@example.org"


def with_report() -> Bank:
    """The second release says something else on the cards, too."""
    return Bank(second().data.model_copy(update={"report": REPORT}))


def look_after(path: Path, update: Update, *, changed: bool) -> str:
    """What becomes of one's own look with the next release, which may bring a new one two days after the old one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notetypes, "CHANGED", notetypes.CHANGED + changed * 2 * 86_400)
        update(with_report())
    assert field(path, 1, "Hint") == NEW
    missed = ", and the new look does not arrive" if changed and REPORT not in looked(path) else ""
    return f"kept{missed}" if "mine" in looked(path) else "replaced"


@row("your changes under *Cards* and *Styling*")
def _(path: Path, update: Update) -> str:
    reshape(path, restyle)
    return look_after(path, update, changed=False)


@row("the same, where our look has changed since")
def _(path: Path, update: Update) -> str:
    reshape(path, restyle)
    return look_after(path, update, changed=True)


@row("the same, made after our look changed")
def _(path: Path, update: Update) -> str:
    reshape(path, restyle, days=3)
    return look_after(path, update, changed=True)


@row("a description of your own on the deck")
def _(path: Path, update: Update) -> str:
    with collection(path) as opened:
        deck = opened.decks.by_name("AlignPrep")
        deck["desc"] = "mine"
        opened.decks.save(deck)
    update()
    with collection(path) as opened:
        return "kept" if opened.decks.by_name("AlignPrep")["desc"] == "mine" else "replaced"


@row("new styles and templates")
def _(path: Path, update: Update) -> str:
    look_after(path, update, changed=True)
    return "arrive" if REPORT in looked(path) else "do not arrive"


@row("what a bank says on its cards (`report`, `labels`)")
def _(path: Path, update: Update) -> str:
    look_after(path, update, changed=False)
    assert REPORT not in looked(path)
    look_after(path, update, changed=True)
    return "arrives with the next new look" if REPORT in looked(path) else "does not arrive"


def with_figure() -> Bank:
    """The figure of question 1 has changed."""
    asked = question(1), question(2), question(3)
    media = {"boxes.svg": first().media["boxes.svg"].replace("0 0 200", "0 0 220")}
    changed = BankData.model_validate({**bank_data(*asked), "released": SECOND, "media": media})
    entries = ledger.current(changed, first().ledger, datetime.date.fromisoformat(SECOND))
    return Bank(changed.model_copy(update={"ledger": ledger.held(changed, entries)}))


def missing(path: Path) -> list[str]:
    with collection(path) as opened:
        return list(opened.media.check().missing)


def figure_after(path: Path, update: Update) -> str:
    before = field(path, 1, "Depth")
    update(with_figure())
    if field(path, 1, "Depth") == before:
        assert missing(path) == []
        return "kept, and the update does not arrive"
    if not missing(path):
        return "arrives"
    by_package(path, with_figure())
    assert missing(path) == []
    return "missing until the package is imported, too"


@row("a figure that has changed")
def _(path: Path, update: Update) -> str:
    return figure_after(path, update)


@row("the same, with a field of your own")
def _(path: Path, update: Update) -> str:
    reshape(path, lambda models, model: models.add_field(model, models.new_field("Mine")))
    edit(path, 1, Mine="my own")
    said = figure_after(path, update)
    assert field(path, 1, "Mine") == "my own"
    with collection(path) as opened:
        clones = [one for one in opened.models.all_names_and_ids() if one.name.startswith("AlignPrep Q&A+")]
        assert [opened.models.use_count(opened.models.get(one.id)) for one in clones] in ([], [0])
    return said + ("; it adds an empty note type" if clones else "")


@row("no deck of ours: no package was ever imported")
def _(path: Path, update: Update) -> str:
    fresh = path.with_name("fresh.anki2")
    ROADS[update.road](fresh, second())  # type: ignore[attr-defined]
    with collection(fresh) as opened:
        return "a new deck" if opened.note_count() else "nothing is made"


@row("another choice for existing notes, which the dialog for text remembers")
def _(path: Path, update: Update) -> str:
    file = path.with_name("other.txt")
    file.write_text("#notetype:Basic\nfront\tback\n", encoding="utf-8")
    with collection(path) as opened:
        metadata = opened.get_csv_metadata(str(file), None)
        metadata.dupe_resolution = metadata.PRESERVE
        opened.import_csv(ImportCsvRequest(path=str(file), metadata=metadata))
        assert opened.get_csv_metadata(str(file), None).dupe_resolution == metadata.PRESERVE
    update()
    return "arrives all the same" if field(path, 1, "Hint") == NEW else "nothing arrives"


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("said", [cells[0] for cells in TABLE])
def test_an_update_does_what_the_table_says(said: str, road: str, path: Path) -> None:
    by_package(path, first())
    turn_back(path, FIRST)

    def update(bank: Bank | None = None, **options: Any) -> None:
        ROADS[road](path, bank or second(), **options)

    update.road = road  # type: ignore[attr-defined]
    (cell,) = (cells[1 + [*ROADS].index(road)] for cells in TABLE if cells[0] == said)
    usual, _, old = cell.partition("; on Anki 24.11 and before ")
    assert ROWS[said](path, update) == (old or usual if OLD else usual)


def test_no_row_is_without_a_test_and_none_is_left_out() -> None:
    assert [cells[0] for cells in TABLE] == [*ROWS]


def test_the_guide_has_the_same_table(root: Path) -> None:
    guide = (root / "docs" / "pages" / "how-to" / "study.md").read_text(encoding="utf-8")
    assert [row for row in TABLE if "| {} | {} | {} |\n".format(*row) not in guide] == []
    assert guide.count("\n| ") == len(TABLE) + 1
