-- What happens to a message after it was sent.
ALTER TABLE c2c_message ADD COLUMN version    INTEGER NOT NULL DEFAULT 0; -- how often it was modified
ALTER TABLE c2c_message ADD COLUMN revoker    INTEGER;                    -- the account that revoked it
ALTER TABLE c2c_message ADD COLUMN receipt    INTEGER NOT NULL DEFAULT 0; -- 1: the receiver has sent its receipt
ALTER TABLE c2c_message ADD COLUMN changed_at INTEGER;                    -- ms, when revoked or modified last

-- What has changed while a client was away.
CREATE INDEX c2c_message_changed ON c2c_message (changed_at) WHERE changed_at IS NOT NULL;

-- Messages that an account has deleted, for itself alone.
CREATE TABLE deleted_message (
    account INTEGER NOT NULL,
    message INTEGER NOT NULL,
    PRIMARY KEY (message, account)
) STRICT, WITHOUT ROWID;

-- Key-value pairs that the members of a conversation attach to a message. A deleted key keeps its row, without a
-- value, so that whoever asks for what is new learns of it.
CREATE TABLE message_extension (
    message INTEGER NOT NULL,
    key     TEXT    NOT NULL,
    value   TEXT    NOT NULL,
    seq     INTEGER NOT NULL,
    PRIMARY KEY (message, key)
) STRICT, WITHOUT ROWID;

-- The numbers of a message's extensions: the latest change, and the latest change that cleared all of them.
CREATE TABLE message_extension_seq (
    message INTEGER PRIMARY KEY,
    latest  INTEGER NOT NULL,
    cleared INTEGER NOT NULL
) STRICT;

-- Lists of messages that are too long to travel inside a merged message.
CREATE TABLE long_message (
    key      TEXT    PRIMARY KEY,
    messages TEXT    NOT NULL,               -- MsgList, JSON
    used     INTEGER NOT NULL                -- ms, when last sent
) STRICT;

CREATE INDEX long_message_used ON long_message (used);
