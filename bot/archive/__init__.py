"""The domain of archived posts. Pure: no files, no SQL, no Discord, no clock."""
