"""Text as an archive holds it: entities, links, mojibake."""
