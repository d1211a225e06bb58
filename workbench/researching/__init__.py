"""A study's data for research, by pseudonym: tidy tables, a codebook, and who is counted, as a ZIP.

form, columns    what a table and a column are; every table there is, said once
gathering, rows  those who agree at this moment, out of the archive; the rows of one person
counting         who is counted, and how few share what could tell who somebody is
codebook         the codebook, as a table and as a page
telling          the same counts in words, and the README of the file
packing          all of it as a ZIP, the same bytes for the same data
"""
