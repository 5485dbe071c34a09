-- Who does not want to hear from whom.
CREATE TABLE blacklist (
    owner   INTEGER NOT NULL,
    blocked INTEGER NOT NULL,
    added   INTEGER NOT NULL,                -- s
    PRIMARY KEY (owner, blocked)
) STRICT, WITHOUT ROWID;

-- The blacklist as it is shown: in the order in which its entries were made.
CREATE INDEX blacklist_order ON blacklist (owner, added, blocked);

-- How often something of an account has changed, so that clients can say which state they know.
CREATE TABLE sequence (
    account INTEGER NOT NULL,
    subject INTEGER NOT NULL,
    value   INTEGER NOT NULL,
    PRIMARY KEY (account, subject)
) STRICT, WITHOUT ROWID;
