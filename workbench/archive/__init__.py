"""The archive: what a practice keeps, encrypted, in one DuckDB file that one process owns.

store       Archive, the only thing that other modules need
events      what happens in an open sitting, and the state it leads to
underway    the open sittings: state in memory, journal on disk
repair      what a start finds: journals brought together with the database
sittings, people, trends, transfer, audit     the tables, by subject
database, migrations, schema                  the encrypted file
journal, frames, keys, owner, disk            files beside it
"""
