-- Groups, and the topics of communities, which are groups inside a group. AUTOINCREMENT: messages and conversations name
-- a group by its number, so none may come back for another group.
CREATE TABLE chat_group (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id      TEXT    NOT NULL UNIQUE,   -- as on the wire
    kind          INTEGER NOT NULL,
    parent        INTEGER,                   -- chat_group.id of the community, of a topic
    owner         INTEGER,                   -- of a topic: who made it
    name          TEXT    NOT NULL,
    introduction  TEXT    NOT NULL,
    notification  TEXT    NOT NULL,
    avatar        TEXT    NOT NULL,
    fields        TEXT    NOT NULL,          -- custom fields as on the wire, JSON; of a topic its custom data
    created       INTEGER NOT NULL,          -- s
    info_seq      INTEGER NOT NULL,          -- changes of what is above
    info_time     INTEGER NOT NULL,          -- s, of the last one
    next_seq      INTEGER NOT NULL DEFAULT 1,
    last_time     INTEGER NOT NULL DEFAULT 0, -- s, of the newest message
    recalled_at   INTEGER NOT NULL DEFAULT 0, -- ms, when a message was revoked last
    max_members   INTEGER NOT NULL,          -- 0: no limit
    join_access   INTEGER NOT NULL,
    invite_access INTEGER NOT NULL,
    muted         INTEGER NOT NULL,
    topics        INTEGER NOT NULL,          -- 1: a community whose messages are in its topics
    members       INTEGER NOT NULL DEFAULT 0,
    attribute_seq INTEGER NOT NULL DEFAULT 0,
    counter_seq   INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX chat_group_parent ON chat_group (parent) WHERE parent IS NOT NULL;

-- Who is in a group, and how far. In a topic: what a member of the community has read and wants to hear.
CREATE TABLE group_member (
    grp           INTEGER NOT NULL,
    account       INTEGER NOT NULL,
    role          INTEGER NOT NULL,
    joined        INTEGER NOT NULL,          -- s
    join_seq      INTEGER NOT NULL,          -- the first message that is his
    name_card     TEXT    NOT NULL,
    fields        TEXT    NOT NULL,          -- custom fields as on the wire, JSON
    remind        INTEGER NOT NULL,          -- as conversation.mute
    read_seq      INTEGER NOT NULL,
    cleared_upto  INTEGER NOT NULL DEFAULT 0, -- seq; up to here history is hidden
    unlisted_upto INTEGER NOT NULL DEFAULT 0, -- seq; the list shows the conversation again when there is a newer one
    last_sent     INTEGER NOT NULL DEFAULT 0, -- s
    PRIMARY KEY (grp, account)
) STRICT, WITHOUT ROWID;

CREATE INDEX group_member_account ON group_member (account, grp);

CREATE TRIGGER group_member_added AFTER INSERT ON group_member
BEGIN
    UPDATE chat_group SET members = members + 1 WHERE id = NEW.grp;
END;

CREATE TRIGGER group_member_removed AFTER DELETE ON group_member
BEGIN
    UPDATE chat_group SET members = members - 1 WHERE id = OLD.grp;
END;

-- Who may not write, and who may not come in. Outlasts leaving and coming back.
CREATE TABLE group_restraint (
    grp          INTEGER NOT NULL,
    account      INTEGER NOT NULL,
    muted_until  INTEGER NOT NULL DEFAULT 0, -- s
    banned_until INTEGER NOT NULL DEFAULT 0, -- s
    PRIMARY KEY (grp, account)
) STRICT, WITHOUT ROWID;

-- The place of a message in its group. The message itself is in c2c_message, with the negative number of the group as
-- receiver and the sender's number as seq; so what happens to messages is the same for all.
CREATE TABLE group_message (
    grp      INTEGER NOT NULL,
    seq      INTEGER NOT NULL,
    no       INTEGER NOT NULL,               -- c2c_message.no
    sender   INTEGER NOT NULL,               -- 0: the server, a tip
    counts   INTEGER NOT NULL,               -- 1: it makes its readers' count of unread messages grow
    shown    INTEGER NOT NULL,               -- 1: the conversation list may show it
    targeted INTEGER NOT NULL,               -- 1: only for those in group_message_target
    priority INTEGER NOT NULL,               -- 1 is the highest
    mentions TEXT    NOT NULL,               -- GroupAtInfo, JSON
    audience INTEGER NOT NULL,               -- members who were to read it
    PRIMARY KEY (grp, seq)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX group_message_no ON group_message (no);

-- What was revoked while a client was away.
CREATE INDEX c2c_message_recalled ON c2c_message (receiver, changed_at) WHERE changed_at IS NOT NULL AND receiver < 0;

CREATE TABLE group_message_target (
    no      INTEGER NOT NULL,
    account INTEGER NOT NULL,
    PRIMARY KEY (no, account)
) STRICT, WITHOUT ROWID;

-- Who has confirmed a message whose sender wanted that.
CREATE TABLE group_receipt (
    no      INTEGER NOT NULL,
    account INTEGER NOT NULL,
    PRIMARY KEY (no, account)
) STRICT, WITHOUT ROWID;

-- Requests to join, and invitations that wait for an administrator. The number is a time in microseconds, and its key on
-- the wire.
CREATE TABLE group_application (
    id             INTEGER PRIMARY KEY,
    grp            INTEGER NOT NULL,
    kind           INTEGER NOT NULL,         -- 0 wants to join, 2 was invited
    applicant      INTEGER NOT NULL,         -- who asked
    subject        INTEGER NOT NULL,         -- who is to join
    text           TEXT    NOT NULL,
    authentication TEXT    NOT NULL,
    handler        INTEGER                   -- who has decided
) STRICT;

CREATE INDEX group_application_group ON group_application (grp, id);

-- What was said to a user about groups and may not be lost: kept until his client deletes it. AUTOINCREMENT: sync cookies
-- hold these numbers.
CREATE TABLE group_notice (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL,
    random  INTEGER NOT NULL,
    time    INTEGER NOT NULL,                -- s
    event   TEXT    NOT NULL                 -- the item of an EventArray, JSON
) STRICT;

CREATE INDEX group_notice_account ON group_notice (account, id);
CREATE INDEX group_notice_time ON group_notice (time);

CREATE TABLE group_attribute (
    grp   INTEGER NOT NULL,
    key   TEXT    NOT NULL,
    value TEXT    NOT NULL,
    seq   INTEGER NOT NULL,
    PRIMARY KEY (grp, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE group_counter (
    grp   INTEGER NOT NULL,
    key   TEXT    NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (grp, key)
) STRICT, WITHOUT ROWID;

-- Marks that the owner of a room has put on members.
CREATE TABLE group_mark (
    grp     INTEGER NOT NULL,
    account INTEGER NOT NULL,
    mark    INTEGER NOT NULL,
    PRIMARY KEY (grp, account, mark)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER group_gone AFTER DELETE ON chat_group
BEGIN
    DELETE FROM group_member WHERE grp = OLD.id;
    DELETE FROM group_restraint WHERE grp = OLD.id;
    DELETE FROM group_message_target WHERE no IN (SELECT no FROM group_message WHERE grp = OLD.id);
    DELETE FROM group_receipt WHERE no IN (SELECT no FROM group_message WHERE grp = OLD.id);
    DELETE FROM deleted_message WHERE message IN (SELECT no FROM group_message WHERE grp = OLD.id);
    DELETE FROM message_extension WHERE message IN (SELECT no FROM group_message WHERE grp = OLD.id);
    DELETE FROM message_extension_seq WHERE message IN (SELECT no FROM group_message WHERE grp = OLD.id);
    DELETE FROM c2c_message WHERE no IN (SELECT no FROM group_message WHERE grp = OLD.id);
    DELETE FROM group_message WHERE grp = OLD.id;
    DELETE FROM group_application WHERE grp = OLD.id;
    DELETE FROM group_attribute WHERE grp = OLD.id;
    DELETE FROM group_counter WHERE grp = OLD.id;
    DELETE FROM group_mark WHERE grp = OLD.id;
    DELETE FROM conversation WHERE peer = -OLD.id;
    DELETE FROM contact_group_member WHERE peer = -OLD.id;
END;
