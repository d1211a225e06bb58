"""Everything that computes and has no face.

The flow, one module a step: strokes -> sketch -> picture -> reading -> turn -> record.
Flat modules are light; heavy libraries load only inside the subpackages, when used.
"""
