-- What is known of a user who is not online: whether he has logged out, and the status he has given himself.
CREATE TABLE presence (
    account       INTEGER PRIMARY KEY,
    logged_in     INTEGER NOT NULL,
    custom_status TEXT    NOT NULL
) STRICT;

-- Instances that want to know of a user's status.
CREATE TABLE status_subscription (
    subject INTEGER NOT NULL,
    inst    INTEGER NOT NULL,                -- session.inst
    PRIMARY KEY (subject, inst)
) STRICT, WITHOUT ROWID;

CREATE INDEX status_subscription_inst ON status_subscription (inst);

-- They end with the session, however that ends.
CREATE TRIGGER session_subscriptions AFTER DELETE ON session
BEGIN
    DELETE FROM status_subscription WHERE inst = OLD.inst;
END;
