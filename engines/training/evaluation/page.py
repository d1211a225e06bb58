"""One page of all pictures, none chosen, in one file that needs nothing else."""

from __future__ import annotations

import html
from base64 import b64encode

from engines.training.evaluation.cases import KINDS
from engines.training.evaluation.family import CREDIT
from engines.training.evaluation.lineup import LETTERS
from engines.training.evaluation.painting import Row
from engines.training.evaluation.tables import Report, lines_of

_FRAME = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>All pictures</title>
<style>
body {{ font: 15px/1.4 system-ui, sans-serif; margin: 24px; background: #f4f1ec; color: #22262b }}
table {{ border-collapse: collapse; background: #fff }}
th, td {{ padding: 3px 8px; text-align: right; border-bottom: 1px solid #e3ddd3 }}
th:first-child, td:first-child {{ text-align: left }}
section {{ margin: 28px 0 }} h3 {{ margin: 12px 0 4px; font-weight: 600; font-size: 15px }}
.row {{ display: flex; gap: 4px; overflow-x: auto }}
figure {{ margin: 0; flex: none; width: 144px }}
figcaption {{ font-size: 12px; color: #555 }} img {{ display: block; max-width: 144px }}
</style>
<h1>All pictures</h1>
<p>None chosen, none left out. The painted layer alone, except under "with lines". Weights
{weights}. {count} drawings in {minutes:.0f} minutes.</p>
<p>Pictures of the held-out family are made from {credit}.</p>
{table}
{sections}
</html>
"""


def page_of(report: Report) -> str:
    """The page as HTML: the table, then a row for every drawing, by where they come from."""
    sections = []
    for kind, told in KINDS.items():
        rows = [row for row in report.rows if row.kind == kind]
        if rows:
            shown = "".join(_row(row) for row in rows)
            sections.append(f"<section><h2>{html.escape(told)} ({len(rows)})</h2>{shown}</section>")
    return _FRAME.format(
        weights=html.escape(report.weights),
        count=len(report.rows),
        minutes=report.seconds / 60,
        credit=html.escape(CREDIT),
        table=_table(report),
        sections="\n".join(sections),
    )


def _row(row: Row) -> str:
    words = f": “{row.words}”" if row.words else ""
    shown = "".join(_figure(title, jpeg) for title, jpeg in row.pictures.items())
    return f'<h3>{html.escape(row.name + words)}</h3><div class="row">{shown}</div>'


def _figure(title: str, jpeg: bytes) -> str:
    told = f"{LETTERS[title]} {title}" if title in LETTERS else title
    source = f"data:image/jpeg;base64,{b64encode(jpeg).decode('ascii')}"
    told = html.escape(told)
    return f'<figure><img src="{source}" alt="{told}"><figcaption>{told}</figcaption></figure>'


def _table(report: Report) -> str:
    painters = [*report.painters, "true"]
    heads = "".join(f"<th>{html.escape(LETTERS.get(name, ''))} {name}</th>" for name in painters)
    rows = []
    for line in lines_of(report):
        values = {**line.values, "true": line.values.get("other true", line.values.get("true"))}
        cells = [values.get(name) for name in painters]
        shown = "".join(f"<td>{'' if one is None else line.form.format(one)}</td>" for one in cells)
        rows.append(f"<tr><td>{html.escape(line.title)}</td><td>{line.count}</td>{shown}</tr>")
    return f"<table><tr><th></th><th>n</th>{heads}</tr>{''.join(rows)}</table>"
