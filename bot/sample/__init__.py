"""The sample archive of the demo."""

DID = "did:plc:ottiliemarshbookbinder22"
"""The account of the sample's repository, which does not state a handle."""

HANDLE = "ottilie.example"
"""The handle of that account."""

ACCOUNTS = ("ottilie_folds", "ottilie@binders.example", DID)
"""The accounts of the sample, which are one person's."""
