"""What an audit entry says, as a sentence: accounts by name, people by their short code.

A sentence is a whole text with its verb, so that another language may put it in its own order.
What has no sentence here yet is told in the audit's own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.archive.acting import PRACTICE
from workbench.archive.assignments import code_of
from workbench.archive.audit import AuditEntry
from workbench.archive.chain import Fault
from workbench.auditing import preferred
from workbench.saying import _, later

# `{who}` did it; `{person}` and `{account}` are whom it was about.
READING = {
    "person read": later("{who} looked at the record of {person} ({kind})"),
    "refused": later("{who} asked for something that was not theirs, and did not get it"),
    "pictures taken out": later("{who} took out pictures of {person}"),
    "sitting exported": later("{who} exported a sitting of {person}"),
    "audit taken out": later("{who} exported the audit"),
    "audit checked": later("{who} checked the audit"),
    "story taken out": later("{who} took a story of {person} out, with its pictures"),
    "report taken out": later("{who} took out of {person}, as a report: {with}"),
    "fhir taken out": later("{who} took out of {person}, as FHIR: {with}"),
    "everything taken out": later("{who} took out everything that {person} may see"),
    "everything taken out with notes": later(
        "{who} took out everything kept about {person}, notes among it"
    ),
    "questionnaires taken out": later("{who} took out questionnaires of {person}"),
    "research taken out": later("{who} exported sittings for research"),
    "study taken out": later("{who} exported the table of a study"),
    "study data taken out": later("{who} exported the data of a study"),
    "study data taken out with dates": later("{who} exported the data of a study, with dates"),
}
WORK = {
    "person added": later("{who} added {person}"),
    "person edited": later("{who} changed the record of {person} ({fields})"),
    "person's table set": later("{who} set the table of {person}"),
    "person put away": later("{who} put {person} away"),
    "person brought back": later("{who} brought {person} back"),
    "person erased": later("{who} erased {person}"),
    "person given": later("{who} put {person} on the list of {account}"),
    "person taken": later("{who} took {person} off the list of {account}"),
    "sitting begun": later("{who} opened a sitting of {person}"),
    "sitting ended": later("{who} ended a sitting of {person}"),
    "sitting imported": later("{who} brought a sitting in for {person}"),
    "sitting removed": later("{who} removed a sitting of {person}"),
    "sitting brought back": later("{who} brought back a removed sitting of {person}"),
    "sitting gone for good": later("A removed sitting of {person} is gone for good"),
    "turn kept": later("{who} kept a turn of {person}"),
    "turn withdrawn": later("{who} took back a turn of {person}"),
    "turn removed": later("{who} removed a picture of {person}"),
    "turn brought back": later("{who} brought back a removed picture of {person}"),
    "turn gone for good": later("A removed picture of {person} is gone for good"),
    "mode changed": later("{who} changed a mode of talking ({name})"),
    "mode signed": later("{who} signed a mode of talking ({name})"),
    "mode put away": later("{who} put the practice's changes of a mode of talking away ({name})"),
    "note written": later("{who} wrote a note about a sitting of {person}"),
    "shared note written": later("{who} wrote what was shared in a sitting of {person}"),
    "words said": later("{who} kept words said in a sitting of {person}"),
    "words taken out": later("{who} took words out that were said in a sitting of {person}"),
    "note removed": later("{who} removed a note about {person}"),
    "note brought back": later("{who} brought back a removed note about {person}"),
    "note gone for good": later("A removed note about {person} is gone for good"),
    "scan kept": later("{who} brought a paper drawing of {person} in"),
    "scan removed": later("{who} removed a paper drawing of {person}"),
    "scan brought back": later("{who} brought back a removed paper drawing of {person}"),
    "scan gone for good": later("A removed paper drawing of {person} is gone for good"),
    "answer released": later("{who} let {person} see an answer that waited"),
    "answer withheld": later("{who} put an answer back that waited for {person}"),
    "picture marked": later("{who} marked a picture of {person}"),
    "feeling saved": later("{who} saved how {person} felt"),
    "record restricted": later("{who} locked the record of {person}"),
    "restriction lifted": later("{who} lifted the lock on the record of {person}"),
    "consent given": later("{who} noted that {person} agreed ({item})"),
    "consent not now": later("{who} noted that {person} said “not now” to a consent"),
    "picture chosen to show": later("{who} noted that a picture of {person} may be shown"),
    "picture not shown after all": later("{who} took a picture of {person} off the exhibition"),
    "picture given out": later("{who} gave a picture of {person} out to be shown"),
    "picture came back": later("{who} noted that a shown picture of {person} is back"),
    "consent withdrawn": later("{who} noted that {person} took a consent back ({item})"),
    "questionnaire laid out": later("{who} laid a questionnaire out for {person}"),
    "questionnaire put away": later("{who} put a questionnaire away that lay there for {person}"),
    "questionnaire answered": later("{who} ended a questionnaire of {person}"),
    "questionnaire corrected": later("{who} corrected a questionnaire of {person}"),
    "questionnaire removed": later("{who} removed a questionnaire of {person}"),
    "questionnaire brought back": later("{who} brought back a removed questionnaire of {person}"),
    "questionnaire gone for good": later("A removed questionnaire of {person} is gone for good"),
    "words ask for a person": later("Words of {person} are to be looked at by a person"),
    "answer asks for a person": later("An answer of {person} is to be looked at by a person"),
    "answer looked at": later("{who} noted that an answer of {person} was looked at"),
    "study registered": later("{who} registered the plan of a study"),
    "person enrolled": later("{who} enrolled {person} in a study"),
    "study left": later("{who} noted that {person} left a study"),
    "study locked": later("{who} locked the data of a study"),
    "study corrected": later("{who} locked the data of a study anew, after a correction"),
    "missed sitting noted": later("{who} noted that {person} missed a sitting"),
    "deviation noted": later("{who} noted a deviation from a protocol for {person}"),
    "distress noted": later("{who} noted that {person} was distressed"),
    "adverse event noted": later("{who} noted an adverse event of {person}"),
    "event followed": later("{who} wrote a follow-up to an event of {person}"),
    "event closed": later("{who} closed an event of {person}"),
    "happening corrected": later("{who} corrected what had happened to {person}"),
    "happening taken back": later("{who} took back a note of what had happened to {person}"),
    "table handed over": later("{who} handed the table over to {person}"),
    "table taken back": later("{who} took the table of {person} back"),
    "device joined": later("Another device joined the table of {person}"),
    "device sent away": later("{who} ended the table of {person} on another device"),
    "person asked for": later("At the table of {person} somebody asked for a person"),
    "person no longer asked for": later("At the table of {person} nobody was needed any more"),
}
DOOR = {
    "account made": later("{who} made the account of {account} ({roles})"),
    "account renamed": later("{who} renamed the account of {account}"),
    "account disabled": later("{who} closed the account of {account}"),
    "account enabled": later("{who} opened the account of {account} again"),
    "roles changed": later("{who} changed what {account} may do ({roles})"),
    "subject changed": later("{who} changed how {account} signs in elsewhere"),
    "signed in": later("{who} signed in"),
    "signed in by provider": later("{who} signed in with the identity provider"),
    "signed out": later("{who} signed out"),
    "signed out everywhere": later("{who} signed out everywhere"),
    "signed out by an administrator": later("{who} signed {account} out everywhere"),
    "locked": later("{who} locked a page"),
    "unlocked": later("{who} unlocked a page"),
    "recovery code used": later("{who} signed in with a recovery code"),
    "recovery codes renewed": later("{who} made new recovery codes"),
    "second factor set": later("{account} has a second factor from here on"),
    "second factor removed": later("{who} took the second factor of {account} away"),
    "password changed": later("{who} changed the password of {account}"),
    "password chosen at sign-in": later("{who} chose a password at the first sign-in"),
    "password reset": later("{who} gave {account} a password to begin with"),
}
PROGRAM = {
    "preference set": preferred.CHOSEN,
    "archive backed up": later("{who} made a backup"),
    "keys copied": later("{who} wrote a copy of the keys"),
    "keys rotated": later("{who} changed the keys of the practice"),
    "key kept another way": later("{who} chose another way to keep the key ({way})"),
    "passphrase changed": later("{who} changed the passphrase of the practice"),
    "recovery sheet made": later("{who} made a new recovery sheet"),
    "archive restored": later("A backup was restored"),
    "archive migrated": later("The archive was brought up to version {version}"),
    "sitting repaired": later("A start repaired a sitting of {person} after a stop"),
    "person repaired": later("A start brought {person} back after damage"),
    "audit head missing": later("At a start the audit's signed head was missing"),
    "audit head ahead": later("At a start the audit had fewer entries than its signed head said"),
    "audit head unreadable": later("At a start the audit's signed head could not be read"),
    "audit head foreign": later("At a start the audit's head was signed with a strange key"),
    "audit key changed": later("The audit is signed with a new key from here on"),
}
SENTENCES = {**READING, **WORK, **DOOR, **PROGRAM}
GROUPS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "work": (later("Work with people"), WORK),
    "reading": (later("Looking and taking out"), READING),
    "door": (later("Accounts and sign-in"), DOOR),
    "program": (later("Settings and the program"), PROGRAM),
}
FAULTS: dict[str, str] = {
    "changed": later("Entry {number} was changed after it was written."),
    "missing": later("Where entry {number} stood something was removed."),
    "moved": later("Entry {number} is another one: entries were swapped or removed."),
    "inserted": later("Entry {number} was put in later."),
    "replaced": later("Entry {number} is not the one that the next was written after."),
    "rewritten": later("From entry {number} on the entries are not those that were signed."),
    "cut": later("From entry {number} on the end was cut off."),
    "lost": later("Before entry {number} the signed head was missing: some may be cut off."),
    "head": later("A head of {number} entries was signed with a strange key."),
}
_WORDS = {
    "care": later("cares for"),
    "supervision": later("supervises"),
    "page": later("page"),
    "record": later("sittings"),
    "pictures": later("pictures"),
    "trends": later("trends"),
    "name": later("name"),
    "answers": later("answers"),
    "notes": later("notes"),
    "goals": later("goals"),
    "painter": later("pictures by the painter"),
    "research": later("research"),
    "exhibition": later("exhibition"),
    "file": later("a file"),
    "keyring": later("the system's keyring"),
    "passphrase": later("a passphrase"),
    "therapist": later("therapist"),
    "supervisor": later("supervisor"),
    "researcher": later("researcher"),
    "engineer": later("engineer"),
    "administrator": later("administrator"),
}
# What somebody agrees to; a record that is looked at is another thing.
_ITEMS = {**_WORDS, "record": later("a record")}
_OTHERS = {
    PRACTICE: later("The practice"),
    "sketchwell": later("Sketchwell"),
    "demo": later("The demo account"),
    "client": later("A client's view"),
    "nobody": later("Somebody not signed in"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """How accounts are called, by their ids."""

    accounts: Mapping[str, str]

    def account(self, account: str) -> str:
        """An account by name; one that is gone, or another actor, by what is known."""
        if account in self.accounts:
            return self.accounts[account]
        known = _OTHERS.get(account)
        return _(known) if known else _("account {code}", code=code_of(account))


def sentence(entry: AuditEntry, person: str | None, names: Names) -> str:
    """What happened, in the page's language. It holds what people wrote: escape it."""
    about, found = entry.about, SENTENCES.get(entry.what)
    told = {
        key: _worded(value, _ITEMS if key == "item" else _WORDS) for key, value in about.items()
    }
    account = about.get("account")
    if found is preferred.CHOSEN:
        found, told["name"] = preferred.told(about.get("name", ""))
        account = preferred.account(about.get("name", ""))
    told |= {
        "who": names.account(entry.who),
        "account": names.account(account or entry.who),
        "person": _person(person or about.get("person")),
    }
    if found is None:
        return _begun(_("{who}: {what}", who=told["who"], what=entry.what))
    nothing = dict.fromkeys(
        ("kind", "fields", "roles", "version", "name", "item", "way", "with"), ""
    )
    return _begun(_(found, **{**nothing, **told}))


def fault(found: Fault) -> str:
    """What somebody did to the chain, in the page's language."""
    return _(FAULTS[found.kind], number=found.number)


def group(name: str | None) -> tuple[str, ...]:
    """What the audit calls the things of a group; nothing in particular for None."""
    return tuple(GROUPS[name][1]) if name is not None and name in GROUPS else ()


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _person(person: str | None) -> str:
    return _("person {code}", code=code_of(person)) if person else _("a person")


def _worded(value: str, words: Mapping[str, str]) -> str:
    return ", ".join(_(words[word]) if word in words else word for word in value.split(","))
