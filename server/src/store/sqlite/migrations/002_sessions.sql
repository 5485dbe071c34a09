-- One row per logged-in instance. AUTOINCREMENT: an instance number never comes back for somebody else.
CREATE TABLE session (
    inst       INTEGER PRIMARY KEY AUTOINCREMENT,
    account    INTEGER NOT NULL,
    instance   TEXT    NOT NULL,             -- instanceid of the socket's URL
    key_hash   BLOB    NOT NULL UNIQUE,      -- SHA-256 of the A2 key
    last_login INTEGER NOT NULL,             -- ms
    expires    INTEGER NOT NULL,             -- ms
    kicked     INTEGER,                      -- KickType, when thrown out
    UNIQUE (account, instance)
) STRICT;

CREATE INDEX session_expiry ON session (expires);
