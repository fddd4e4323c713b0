-- What servers decide for themselves: what is hidden in them, and who sees answers there.

-- Posts that a server's managers hid in their server, whether or not the archive holds them.
CREATE TABLE hidden_in_guilds (
    guild     INTEGER NOT NULL,
    id        TEXT NOT NULL,
    network   TEXT NOT NULL,
    hidden_at INTEGER NOT NULL,  -- milliseconds since 1970
    by        TEXT NOT NULL,     -- a user's id on Discord
    PRIMARY KEY (guild, id, network)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER hidden_in_guild_comes AFTER INSERT ON hidden_in_guilds BEGIN
    UPDATE hidden_changes SET number = number + 1;
END;
CREATE TRIGGER hidden_in_guild_goes AFTER DELETE ON hidden_in_guilds BEGIN
    UPDATE hidden_changes SET number = number + 1;
END;

CREATE TABLE guild_settings (
    guild     INTEGER PRIMARY KEY,
    time_zone TEXT,                       -- its name at IANA; NULL: the operator's
    private   INTEGER NOT NULL DEFAULT 0  -- whether answers are for the asker alone by default
        CHECK (private IN (0, 1))
) STRICT;
INSERT INTO guild_settings (guild, time_zone) SELECT guild, time_zone FROM guilds;
DROP TABLE guilds;
ALTER TABLE guild_settings RENAME TO guilds;
