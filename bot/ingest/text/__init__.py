"""The text of archived posts: entities, links, mojibake."""
