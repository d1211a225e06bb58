"""The audit: who did what, when, about whom; whether anybody changed it; taken out and printed."""

from __future__ import annotations

from datetime import date
from html import escape
from itertools import groupby
from urllib.parse import urlencode

import streamlit as st

from workbench import parts, practice, state
from workbench.archive.assignments import code_of
from workbench.archive.audit import AuditEntry, Checked
from workbench.archive.audited import Found, Sought
from workbench.auditing import telling
from workbench.auditing.telling import Names
from workbench.modules import text_of
from workbench.saying import _, ngettext
from workbench.trends import printing

PER_PAGE = 50
CHECKED = "audit-checked"
MANY_FAULTS = 5


def main() -> None:
    """What is sought, what was found by days, and the way out of here on paper or in a file."""
    st.html(f"<style>{text_of('workbench', 'auditing', 'audit.css')}</style>")
    archive = practice.current().archive
    names = Names(archive.audit_names())
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        parts.heading(_("Audit"), about=_("Who did what, and when"))
        st.space("stretch")
        st.button(_("Check all of it"), icon=":material/verified:", on_click=_check, key="check")
    _told(state.noted(CHECKED))
    sought, asked = _sought(names)
    page = state.widget(_key(asked)) or 1
    found = archive.look_up_audit(sought, limit=PER_PAGE, offset=(page - 1) * PER_PAGE)
    if not found.entries:
        parts.empty(_("Nothing here"), _("Nothing was noted that fits. Look for less."))
        return
    _entries(found, names)
    pages = -(-found.count // PER_PAGE)
    if pages > 1:
        st.pagination(pages, key=_key(asked))
    _way_out(asked, ngettext("{count} entry", "{count} entries", found.count))


def _check() -> None:
    with parts.troubled():
        archive = practice.current().archive
        archive.witness("audit checked")
        state.note(CHECKED, archive.check_audit())


def _told(checked: Checked | None) -> None:
    parts.trouble()
    if checked is None:
        return
    count = ngettext("{count} entry", "{count} entries", checked.entries)
    if checked.whole:
        st.success(
            _("Nobody changed anything: {entries} follow each other as written.", entries=count)
        )
    else:
        number = checked.faults[0].number
        st.error(
            _(
                "The audit is not as it was written. The first entry that is not right is number "
                "{number} of {entries}. Compare with a backup, and with an audit kept elsewhere.",
                number=number,
                entries=count,
            )
        )
        found = [telling.fault(each) for each in checked.faults[:MANY_FAULTS]]
        parts.listed(_("What was found"), found)
    if checked.notes:
        parts.note(_("A start noted something about the signed head: see the last group."))


def _sought(names: Names) -> tuple[Sought, dict[str, str]]:
    people, accounts = practice.current().archive.named_in_audit()
    with st.container(horizontal=True, vertical_alignment="bottom", key="audit-bar"):
        person = _choice(_("Person"), "audit-person", {each: code_of(each) for each in people})
        called = {each: names.account(each) for each in accounts}
        account = _choice(_("Account"), "audit-account", called)
        titles = {key: _(title) for key, (title, _kinds) in telling.GROUPS.items()}
        group = _choice(_("What"), "audit-group", titles)
        written = {"format": parts.date_order(), "width": 160}
        day = st.date_input(_("Day"), value=None, key="audit-day", **written)
    day = day if isinstance(day, date) else None
    asked = {"person": person, "account": account, "group": group, "day": day and day.isoformat()}
    told = {key: value for key, value in asked.items() if value}
    return Sought(person, account, telling.group(group), day), told


def _choice(label: str, key: str, options: dict[str, str]) -> str | None:
    return st.selectbox(
        label,
        [*options],
        index=None,
        format_func=lambda each: str(options.get(each, each)),
        placeholder=_("All"),
        key=key,
        width=210,
    )


def _key(asked: dict[str, str]) -> str:
    return f"audit-page-{urlencode(asked)}"


def _entries(found: Found, names: Names) -> None:
    shown = ""
    for day, entries in groupby(found.entries, key=lambda entry: parts.day(entry.at)):
        rows = "".join(_row(each, found.people.get(each.number), names) for each in entries)
        shown += f"<h3>{escape(day)}</h3><ol>{rows}</ol>"
    st.html(f'<div class="sw-audit">{shown}</div>')


def _row(entry: AuditEntry, person: str | None, names: Names) -> str:
    said = escape(telling.sentence(entry, person, names))
    when = escape(parts.clock(entry.at))
    return f"<li><time>{when}</time><span>{said}</span><i>{entry.number}</i></li>"


def _way_out(asked: dict[str, str], count: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="audit-out"):
        parts.quiet(count)
        st.space("stretch")
        st.html(
            f'<a class="sw-file" href="/api/audit.csv?{escape(urlencode(asked))}" download>'
            f"{escape(_('Save as a table'))}</a> "
            f'<a class="sw-file" href="/api/audit.json" download>'
            f"{escape(_('Save all of it, signed'))}</a>",
            width="content",
        )
        printing.button()
    parts.note(
        _(
            "Keep the signed file somewhere else: it shows also what somebody changed who could "
            "change everything on this machine."
        )
    )


main()
