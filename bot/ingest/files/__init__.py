"""Files on disk and in zips, and their kinds by their first bytes."""
