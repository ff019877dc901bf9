"""The metadata of a file: title, dates, license, conformance to PDF/UA-1 and PDF/A-2a, color space.

Sources: ISO 14289-1 (PDF/UA-1), ISO 19005-2 (PDF/A-2), ISO 16684-1 (XMP).
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from alignprep.language.words import words_of
from alignprep.packet.interview import form_key
from alignprep_exporters.pdf.tagged.objects import Raw, stream, string

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["describe"]

_TOOL: Final = "alignprep"
_PRODUCER: Final = "alignprep with ReportLab"
_XMP: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
{creator}
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{tool}</xmp:CreatorTool><xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>
<pdf:Producer>{producer}</pdf:Producer>{keywords}{claims}
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
_CLAIMS: Final = """
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><rdf:Bag>
<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 to which the file conforms</pdfaProperty:description></rdf:li></rdf:Seq>
</pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>"""
"""What a tagged document conforms to."""


def describe(document: Any, packet: Packet, title: str, *, tagged: bool = True) -> None:
    """Write title, dates and, if it is tagged, conformance and color space into a reportlab document.

    An interview's packet says by its keywords which form it is; a candidate's copy does not say of which data it is.
    """
    say, held = words_of(packet.profile), {"version": packet.version, "license": packet.license}
    count = len(packet.items)
    if packet.version:
        subject = say.plural(
            "{count} interview question, data {version}, {license}",
            "{count} interview questions, data {version}, {license}",
            count,
            **held,
        )
    else:
        subject = say.plural(
            "{count} interview question, {license}", "{count} interview questions, {license}", count, **held
        )
    key = form_key(packet) if packet.in_room else ""
    # Where both name authors, they are one text in both (ISO 19005-2, 6.6.2.3).
    day, authors = packet.date, "; ".join(packet.profile.authors)
    author = f"/Author {string(authors)} " if authors else ""
    creator = f"<dc:creator><rdf:Seq><rdf:li>{escape(authors)}</rdf:li></rdf:Seq></dc:creator>" if authors else ""
    keywords = f"/Keywords {string(key)} " if key else ""
    document.info = Raw(
        f"<< /Title {string(title)} {author}/Subject {string(subject)} {keywords}/Creator {string(_TOOL)} "
        f"/Producer {string(_PRODUCER)} /CreationDate (D:{day:%Y%m%d}000000Z) /ModDate (D:{day:%Y%m%d}000000Z) >>"
    )
    xmp = _XMP.format(
        title=escape(title),
        creator=creator,
        tool=_TOOL,
        subject=escape(subject),
        language=packet.profile.language,
        producer=_PRODUCER,
        keywords=f"<pdf:Keywords>{escape(key)}</pdf:Keywords>" if key else "",
        date=f"{day:%Y-%m-%d}T00:00:00Z",
        claims=_CLAIMS if tagged else "",
    )
    catalog = document.Catalog
    catalog.Metadata = stream("/Type /Metadata /Subtype /XML", xmp.encode())
    catalog.ViewerPreferences = Raw("<< /DisplayDocTitle true >>")
    if not tagged:
        return
    catalog.showOutline()
    profile = files("alignprep_exporters.pdf.tagged").joinpath("sRGB.icc").read_bytes()
    document.Reference(stream("/N 3", profile), "sRGB")
    number, _ = document.idToObjectNumberAndVersion["sRGB"]
    catalog.OutputIntents = Raw(
        "[<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB IEC61966-2.1) "
        f"/DestOutputProfile {number} 0 R >>]"
    )
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents"]
