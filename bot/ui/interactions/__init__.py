"""Interactions: the requests behind commands and components, the components, the responses."""
