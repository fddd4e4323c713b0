-- The picture of an account, as the newest whole export has it: a path as in media.path.
ALTER TABLE accounts ADD COLUMN avatar TEXT;
