"""Tests of the rule for cross-posts."""
