"""The study guide by WeasyPrint (https://doc.courtbouillon.org/weasyprint/), from HTML and CSS, as tagged PDF/UA-1."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cache
from html import escape
from typing import Final

from guide import write
from html_maths import html_maths
from html_pen import Html, image
from weasyprint import HTML
from ziamath.config import config
from ziamath.zmath import Latex

from alignprep import Packet
from alignprep_exporters.fonts import font_file

config.svg2 = False

_FACES: Final = (
    ("AP Serif", 400, "normal", "SourceSerif4_400Regular.ttf"),
    ("AP Serif", 400, "italic", "SourceSerif4_400Regular_Italic.ttf"),
    ("AP Serif", 600, "normal", "SourceSerif4_600SemiBold.ttf"),
    ("AP Serif", 600, "italic", "SourceSerif4_600SemiBold_Italic.ttf"),
    ("AP Sans", 400, "normal", "SourceSans3_400Regular.ttf"),
    ("AP Sans", 600, "normal", "SourceSans3_600SemiBold.ttf"),
    ("AP Mono", 400, "normal", "JetBrainsMono_400Regular.ttf"),
    ("AP Fallback", 400, "normal", "DejaVuSans.ttf"),
    ("AP Maths", 400, "normal", "NotoSansMath_400Regular.ttf"),
)
_STYLE: Final = """
@page { size: A4; margin: 78pt 74pt 70pt; font: 8.4pt "AP Sans"; color: #59636b;
  @top-left { content: string(section); border-bottom: 0.4pt solid #c3cacf; vertical-align: bottom; padding-bottom: 4pt;
    margin-bottom: 24pt; width: 80% }
  @top-right { content: "Study guide"; border-bottom: 0.4pt solid #c3cacf; vertical-align: bottom; padding-bottom: 4pt;
    margin-bottom: 24pt }
  @bottom-left { content: string(data) }
  @bottom-right { content: counter(page) " of " counter(pages) } }
@page :first { @top-left { content: none } @top-right { content: none } @bottom-left { content: none }
  @bottom-right { content: none } }
html { font: 10.2pt/14.4pt "AP Serif", "AP Fallback", "AP Maths"; color: #1d2327; hyphens: manual }
body, dl, dd { margin: 0 }
p, ul, ol, blockquote, pre, table, figure { margin: 0 0 7.2pt }
p { widows: 2; orphans: 2 }
blockquote { margin-left: 15pt; margin-right: 15pt }
ul, ol { padding-left: 15pt } ul.tight > li, ol.tight > li { margin-bottom: 2.4pt } li { margin-bottom: 7.2pt }
b, th { font-weight: 600 } a { color: #12597a; text-decoration: none }
code { font: 9.1pt "AP Mono", "AP Fallback" }
pre { font: 8pt/11.2pt "AP Mono", "AP Fallback"; background: #f1f3f4; padding: 6pt; white-space: pre-wrap }
table { border-collapse: collapse; font-size: 9.2pt; line-height: 12.4pt } tr { break-inside: avoid }
th, td { padding: 3.5pt 9pt 4pt 0; border-bottom: 0.4pt solid #c3cacf; vertical-align: top; text-align: left }
th { border-bottom-width: 0.8pt; font-family: "AP Sans", "AP Fallback" }
.left { text-align: left } .center { text-align: center } .right { text-align: right }
sub, sup { font-size: 70%; line-height: 0 }
h1 { font: 26pt/31pt "AP Serif"; color: #12597a; margin: 0 0 8pt; break-before: page }
h1.named { string-set: section content() }
h2 { font: 600 15pt/19pt "AP Serif", "AP Fallback"; margin: 20pt 0 2pt; break-after: avoid }
h3 { font: 600 8.8pt/12pt "AP Sans"; color: #12597a; margin: 8pt 0 3.5pt; break-after: avoid; bookmark-level: none }
.soft { color: #59636b } .question { font-size: 13pt; line-height: 18pt; break-before: avoid }
.meta { font: 8.6pt/11.5pt "AP Sans"; color: #59636b; margin-bottom: 9pt; break-after: avoid }
.display { text-align: center; margin: 3pt 0 9pt } .display img { max-width: 100% }
figure { break-inside: avoid } figure img { width: 100% }
figcaption { font: 8.4pt/11.5pt "AP Sans"; color: #59636b; text-align: center }
.cover { padding-top: 150pt; font-family: "AP Sans" } .title { font: 34pt/40pt "AP Serif"; color: #12597a }
.data { string-set: data content() }
.contents { list-style: none; padding: 0; font-size: 10pt } .contents li { margin: 0 }
.contents a { color: inherit } .contents a::after { content: leader(".") target-counter(attr(href), page) }
.contents .level1 { font: 600 10pt/14pt "AP Sans"; margin: 9pt 0 2pt } .contents .level2 { padding-left: 14pt }
.page::after { content: ", page " target-counter(attr(href), page); color: #1d2327 }
.work { font-size: 9.4pt; line-height: 13pt; margin-bottom: 5pt; padding-left: 16pt; text-indent: -16pt }
"""


def render(packet: Packet) -> bytes:
    """The guide as a PDF document."""
    with ExitStack() as stack:
        faces = "".join(
            f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {slant}; '
            f'src: url("{stack.enter_context(font_file(file)).as_uri()}") }}\n'
            for family, weight, slant, file in _FACES
        )
        page = (
            f'<!DOCTYPE html><html lang="en-US"><head><meta charset="utf-8"><title>{escape(packet.title)}</title>'
            f"<style>{faces}{_STYLE}</style></head><body>{write(packet, _Html())}</body></html>"
        )
        made: bytes = HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
        return made


class _Html(Html):
    """HTML whose formulas WeasyPrint can draw."""

    def maths(self, latex: str) -> str:
        return html_maths(latex)

    def display(self, latex: str) -> str:
        return f'<p class="display">{image(_display(latex), latex)}</p>'

    def figure(self, svg: str, alt: str, caption: str) -> str:
        picture = image(svg.replace('"sans-serif"', '"AP Sans"'), alt)
        return f"<figure>{picture}<figcaption>{caption}</figcaption></figure>"


@cache
def _display(latex: str) -> str:
    """The formula as paths, since WeasyPrint draws no MathML."""
    svg: str = Latex(latex, size=13.5, inline=False).svg()
    return svg
