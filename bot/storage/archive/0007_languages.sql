-- The language by which the words of the post were analysed: the one that its export states, or the
-- one detected; NULL: unknown.
ALTER TABLE words ADD COLUMN language TEXT;
