"""A handout as one HTML file that prints on A4: black on white, its style within it, nothing asked of any network."""

from __future__ import annotations

from html import escape

from .sheet import Blanks, Block, Boxes, Line, Points, Section, Sheet, Tally, Text

_STYLE = """
@page { size: A4; margin: 11mm 15mm; }
* { box-sizing: border-box; }
html { background: #fff; color: #000; }
body { font: 9.5pt/1.3 "Liberation Sans", Arial, Helvetica, sans-serif; }
body { max-width: 180mm; margin: 0 auto; padding: 4mm; }
header { border-bottom: 1.5pt solid #000; padding-bottom: 2mm; margin-bottom: 2mm; }
h1 { font-size: 15pt; line-height: 1.2; margin: 0; }
.tag { font-size: 9pt; font-weight: bold; letter-spacing: .12em; margin: 0 0 1mm; }
.lead, .foot { margin: 1mm 0 0; }
section { margin: 0; }
h2 { font-size: 10.5pt; margin: 2.5mm 0 .8mm; border-bottom: .5pt solid #000; break-after: avoid; }
p, ul { margin: 0 0 .8mm; }
ul { padding-left: 5mm; }
.line { display: grid; grid-template-columns: 6mm 58mm 1fr; column-gap: 2mm; break-inside: avoid; }
.line { margin: 0 0 1mm; }
.number { text-align: right; font-weight: bold; }
.small { display: block; font-size: 8.5pt; }
.words { font-size: 10pt; }
.label { font-weight: bold; margin: 1mm 0 .4mm; break-after: avoid; }
.box { display: grid; grid-template-columns: 5mm auto 1fr; column-gap: 2mm; break-inside: avoid; margin: 0 0 .6mm; }
.two { columns: 2; column-gap: 6mm; }
.box i { width: 3.6mm; height: 3.6mm; border: .75pt solid #000; margin-top: .8mm; }
.minute { white-space: nowrap; }
.minute::before { content: ""; display: inline-block; width: 10mm; border-bottom: .5pt solid #000; margin-right: 1mm; }
.blank { display: flex; gap: 2mm; align-items: baseline; height: 6.5mm; }
.blank b { flex: 1; border-bottom: .5pt solid #000; height: 100%; }
table { border-collapse: collapse; table-layout: fixed; width: 100%; margin: 1.5mm 0; break-inside: avoid; }
th, td { border: .5pt solid #000; padding: 1mm 1.5mm; text-align: left; font-weight: normal; height: 7.5mm; }
thead th { height: auto; font-weight: bold; }
@media print { body { padding: 0; max-width: none; } }
""".strip()


def handout_html(sheet: Sheet) -> str:
    """The sheet as one whole HTML page. Every text in it is escaped."""
    title = escape(f"{sheet.tag} · {sheet.title}")
    lead = "".join(f'<p class="lead">{escape(text)}</p>\n' for text in sheet.lead)
    foot = f'<p class="foot">{escape(sheet.foot)}</p>\n' if sheet.foot else ""
    body = "".join(_section(section, sheet.minute) for section in sheet.sections)
    return (
        f'<!doctype html>\n<html lang="{escape(sheet.language)}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n'
        f"<style>\n{_STYLE}\n</style>\n</head>\n<body>\n<header>\n"
        f'<p class="tag">{escape(sheet.tag)}</p>\n<h1>{escape(sheet.title)}</h1>\n{lead}{foot}</header>\n'
        f"{body}</body>\n</html>\n"
    )


def _section(section: Section, minute: str) -> str:
    blocks = "".join(_block(block, minute) for block in section.blocks)
    return f"<section>\n<h2>{escape(section.heading)}</h2>\n{blocks}</section>\n"


def _block(block: Block, minute: str) -> str:
    match block:
        case Text(text=text, after=after):
            return f'<p class="{"label" if after else "text"}">{escape(text)}</p>\n'
        case Points(texts=texts):
            return "<ul>\n" + "".join(f"<li>{escape(text)}</li>\n" for text in texts) + "</ul>\n"
        case Line():
            small = f'<span class="small">{escape(block.small)}</span>' if block.small else ""
            number = str(block.number or "")
            return (
                f'<div class="line"><span class="number">{number}</span><span>{escape(block.when)}{small}</span>'
                f'<span class="words">{escape(block.text)}</span></div>\n'
            )
        case Boxes(label=label, texts=texts):
            place = f'<span class="minute">{escape(minute)}</span>' if block.minute else "<span></span>"
            rows = "".join(f'<div class="box"><i></i>{place}<span>{escape(text)}</span></div>\n' for text in texts)
            return _label(label) + (rows if block.minute else f'<div class="two">\n{rows}</div>\n')
        case Blanks(label=label, lines=lines):
            place = f'<span class="minute">{escape(minute)}</span>' if block.minute else ""
            return _label(label) + f'<div class="blank">{place}<b></b></div>\n' * lines
        case Tally(columns=columns, rows=rows_):
            head = "".join(f"<th>{escape(name)}</th>" for name in columns)
            cells = "<td></td>" * len(columns)
            body = "".join(f"<tr><th>{escape(name)}</th>{cells}</tr>\n" for name in rows_)
            return f"<table>\n<thead><tr><th></th>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"


def _label(label: str) -> str:
    return f'<p class="label">{escape(label)}</p>\n' if label else ""
