-- Accounts. Nick and avatar stand here because every message needs them.
CREATE TABLE account (
    id         INTEGER PRIMARY KEY,
    user_id    TEXT    NOT NULL UNIQUE,
    nick       TEXT    NOT NULL DEFAULT '',
    avatar     TEXT    NOT NULL DEFAULT '',
    registered INTEGER NOT NULL              -- ms
) STRICT;

-- The other profile fields, as the wire has them: a tag and a text or a number.
CREATE TABLE profile_field (
    account INTEGER NOT NULL,
    tag     TEXT    NOT NULL,
    value   ANY     NOT NULL,
    PRIMARY KEY (account, tag)
) STRICT, WITHOUT ROWID;
