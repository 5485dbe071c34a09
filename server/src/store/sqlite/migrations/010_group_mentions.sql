-- That somebody was named in a message is news until he has read it. When all were named, one row says so to all members of
-- the group: its account is the group's negative number.
ALTER TABLE group_notice ADD COLUMN grp    INTEGER NOT NULL DEFAULT 0; -- where the message is; 0: it is about none
ALTER TABLE group_notice ADD COLUMN seq    INTEGER NOT NULL DEFAULT 0; -- the message
ALTER TABLE group_notice ADD COLUMN sender INTEGER NOT NULL DEFAULT 0; -- who need not be told
