"""Measuring painters: the same drawings for all, one table, one page of all pictures.

    lineup      who paints: A blank, B wash, C nearest neighbor, D regression, E house
    tracing     icons and scenes -> drawings, as a hand would draw them
    family      an icon family that nobody trained on, fetched when measuring
    cases       what is painted: held-out things, the family, the pad, real people's, dark ones
    everyday    the things that the classifier names
    renderings  true pictures of them, by the media
    classifier  names things in pictures; its features are what pictures are compared in
    measures    lines, colors, cheering up, influence, stability, diversity: two arrays -> numbers
    frechet     the distance between two crowds of pictures
    painting    one case: all its pictures and all its numbers
    course      all cases, in two processes -> report.json, table.md, page.html
    blind       which of two pictures is preferred, by somebody who does not know which is which

Everything is decided by seeds. Figures are about the painted layer alone, without the lines.
"""
