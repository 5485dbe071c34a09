-- C2C messages in the order of arrival. AUTOINCREMENT: sync cookies hold these numbers, so none may
-- come back after the newest messages were deleted.
CREATE TABLE c2c_message (
    no                INTEGER PRIMARY KEY AUTOINCREMENT,
    sender            INTEGER NOT NULL,
    receiver          INTEGER NOT NULL,
    low               INTEGER NOT NULL AS (min(sender, receiver)) VIRTUAL,
    high              INTEGER NOT NULL AS (max(sender, receiver)) VIRTUAL,
    seq               INTEGER NOT NULL,
    random            INTEGER NOT NULL,
    time              INTEGER NOT NULL,      -- s, MsgTime
    client_time       INTEGER NOT NULL,      -- s, MsgClientTime
    flags             INTEGER NOT NULL,
    origin            INTEGER NOT NULL,      -- session.inst of the sending instance
    body              TEXT    NOT NULL,      -- MsgBody, JSON
    cloud_custom_data TEXT    NOT NULL
) STRICT;

-- History pages, both directions, and catching up. An index entry ends with the row's number, so the
-- messages of one second come out in the order of arrival without sorting.
CREATE INDEX c2c_message_history ON c2c_message (low, high, time);

-- Has this message been sent before?
CREATE INDEX c2c_message_sent ON c2c_message (sender, receiver, seq, random);
