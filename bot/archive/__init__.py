"""What posts mean. Pure: no files, no SQL, no Discord, no clock."""
