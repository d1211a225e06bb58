"""The archive: what a practice keeps, encrypted, in one DuckDB file that one process owns.

store       Archive, the only thing that other modules need; register and shelves are its parts
            about people and about looking
events      what happens in an open sitting, and the state it leads to; course, what happened when
entries     events as bytes, and what a journal's entries lead to
underway    the open sittings: state in memory, journal on disk
repair      what a start finds: journals brought together with the database
rows        the tables, by subject: people, sittings, contents, scans, preferences, trends, audit
beside, withdrawal     what tables take from events: feelings, marks, scans, notes; undone keeps
coloring               shares of colors of turns that were kept before they had columns
transfer, glimpses     one sitting out and in; a person's turns without their pictures
disclosing             everything kept about one person, piece by piece, for that person
parquet                a table from CSV to Parquet, in memory; nothing of the archive's own
crediting              what painted pictures are signed with before they leave
backup, bundle         a copy of everything in one sealed file, and back; rehearsal, for a look
keys, unlocking, guarding      person keys in files, how the master key is kept (its README)
erasing, ledger, rewriting     a person gone for good, and from every copy in reach
removal, gone, forgetting      single things taken out for a day, then gone the same way
rekeying, staging, moving      another master key, exchanged at once; keys out of old databases
keycopies, places, restoring   what a backup lacks, where copies lie, both brought together
leftovers, sweeping            what a killed restoring unpacked; what is let go of every hour
database, migrations, schema                  the encrypted file
attached, writing, gate                       one DuckDB instance, a transaction's cursor
safety                 every change journaled, daily copies, a start that mends (its README)
campaign, flipping, crowding   kills, harmed files, full disks; bench, costs, specimens
journal, frames, headers, owner, disk, twins  files beside it
"""
