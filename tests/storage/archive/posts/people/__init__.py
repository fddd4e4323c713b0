"""Tests of accounts as people, and of what they said on several networks."""
