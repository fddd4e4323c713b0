"""Posts found by what they mean: which text has a meaning, and vectors as bits and their nearest.

`bits.py` and `nearest.py` need numpy, which only the process of the encoder imports.
"""
