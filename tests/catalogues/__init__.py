"""Checks of the catalogues; `python -m tests.catalogues` updates them."""
