"""The features, one cog each."""
