"""The codes of the problems that alignprep reports: stable, so that scripts may rely on them.

A code is never reused for another meaning. The hundreds group them: files and text (1), YAML (2), fields (3),
Markdown (4), what a bank's parts say of each other (5), JSON (6), rosters (7).
"""

from __future__ import annotations

from typing import Final

__all__ = ["CODES"]

CODES: Final[dict[str, str]] = {
    "AP101": "a file or folder cannot be read",
    "AP102": "a file that is larger than is read",
    "AP103": "a file is not UTF-8, or begins with a byte order mark",
    "AP104": "a control character",
    "AP105": "an invisible or direction-changing character",
    "AP106": "a tab",
    "AP107": "text that is not in Unicode normal form C",
    "AP108": "a file or folder that does not belong where it is, or whose name is no id",
    "AP109": "a file that is no regular file inside its folder",
    "AP110": "more problems in one file than are listed",
    "AP201": "YAML that cannot be parsed",
    "AP202": "a key that appears twice",
    "AP203": "a YAML tag or directive",
    "AP204": "a YAML anchor or alias",
    "AP205": "more than one YAML document, or none, in a file",
    "AP206": "YAML nested too deeply",
    "AP207": "an escape sequence in double quotes",
    "AP208": "a comment behind a value",
    "AP209": "a key that is not plain text",
    "AP301": "a field is missing",
    "AP302": "a field is unknown",
    "AP303": "a value of the wrong kind",
    "AP304": "a value that is not allowed",
    "AP305": "too few or too many entries",
    "AP306": "too few or too many words",
    "AP307": "an entry that is listed twice",
    "AP401": "Markdown outside the closed set",
    "AP402": "a link to somewhere else than the web or an e-mail address",
    "AP403": "a dollar sign that begins no formula",
    "AP404": "a malformed citation",
    "AP405": "not exactly one cloze in a fact",
    "AP406": "maths that cannot be typeset",
    "AP501": "a topic, competency or section that the vocabulary does not have",
    "AP502": "a reference that the bibliography does not have",
    "AP503": "a citation that the question does not list",
    "AP504": "a related question that does not exist, or is the question itself",
    "AP505": "a related question that does not name this one",
    "AP506": "a number used twice",
    "AP507": "a number outside its section's range",
    "AP508": "a code sample or figure that does not exist",
    "AP509": "a figure that is no plain SVG",
    "AP510": "a bank that is incomplete",
    "AP511": "an id used twice",
    "AP512": "sections whose numbers overlap, or a section given twice",
    "AP513": "a text that an exporter cannot draw",
    "AP514": "a question whose digest is not the one in the ledger",
    "AP601": "JSON that cannot be parsed",
    "AP602": "JSON that does not match its schema",
    "AP701": "a roster, or a row of one, that is no table of candidates",
    "AP702": "a roster, or a row of one, that is too large",
}
