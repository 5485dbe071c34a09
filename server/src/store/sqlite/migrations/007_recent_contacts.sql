-- What an account has settled about a conversation. Being in the list is one of these things: a conversation that was
-- deleted from it keeps its read mark, its marks and its groups.
ALTER TABLE conversation ADD COLUMN listed       INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN pinned       INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN marks        INTEGER NOT NULL DEFAULT 0;  -- 64 bits, one per mark
ALTER TABLE conversation ADD COLUMN custom       TEXT    NOT NULL DEFAULT '';
ALTER TABLE conversation ADD COLUMN mute         INTEGER NOT NULL DEFAULT 0;  -- as on the wire
ALTER TABLE conversation ADD COLUMN mute_seq     INTEGER NOT NULL DEFAULT 0;  -- of the change that set it
ALTER TABLE conversation ADD COLUMN cleared_upto INTEGER NOT NULL DEFAULT 0;  -- c2c_message.no; up to here history is hidden

-- So far a message number that does not exist has kept conversations in the list whose messages were all deleted.
UPDATE conversation SET listed = 1 WHERE last IS NOT NULL;
UPDATE conversation SET last = NULL WHERE last = 0;

-- Pages of the conversation list: pinned ones first.
DROP INDEX conversation_page;
CREATE INDEX conversation_page ON conversation (owner, pinned, time, peer);
CREATE INDEX conversation_mute ON conversation (owner, mute_seq) WHERE mute_seq > 0;

-- Groups that an account sorts its conversations into. AUTOINCREMENT: a number never comes back for another group.
CREATE TABLE contact_group (
    id    INTEGER PRIMARY KEY AUTOINCREMENT,
    owner INTEGER NOT NULL,
    name  TEXT    NOT NULL,
    UNIQUE (owner, name)
) STRICT;

CREATE TABLE contact_group_member (
    owner         INTEGER NOT NULL,
    peer          INTEGER NOT NULL,
    contact_group INTEGER NOT NULL,
    PRIMARY KEY (owner, peer, contact_group)
) STRICT, WITHOUT ROWID;

CREATE INDEX contact_group_members ON contact_group_member (contact_group);
