-- One row per account and peer. The unread count is kept, not counted, because a login asks for all of
-- them at once; a read report counts anew, so that the number cannot drift.
CREATE TABLE conversation (
    owner     INTEGER NOT NULL,
    peer      INTEGER NOT NULL,
    time      INTEGER NOT NULL DEFAULT 0,    -- s, of the newest message
    newest    INTEGER NOT NULL DEFAULT 0,    -- c2c_message.no of the newest message
    last      INTEGER,                       -- c2c_message.no of the message to show
    unread    INTEGER NOT NULL DEFAULT 0,
    read_time INTEGER NOT NULL DEFAULT 0,    -- s, what the peer is told
    read_upto INTEGER NOT NULL DEFAULT 0,    -- c2c_message.no of the newest incoming message read
    read_at   INTEGER NOT NULL DEFAULT 0,    -- ms, when the mark was moved last
    PRIMARY KEY (owner, peer)
) STRICT, WITHOUT ROWID;

-- Pages of the conversation list.
CREATE INDEX conversation_page ON conversation (owner, time, peer);
