"""The records that posts are made from, their validation, and quarantined items."""
