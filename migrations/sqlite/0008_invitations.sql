-- Mails to be sent, those that were sent within the hour, and those that could not be.
CREATE TABLE mails (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    mail_id TEXT NOT NULL, -- names the mail, to its recipient too
    recipient TEXT NOT NULL,
    recipient_identity TEXT NOT NULL,
    template TEXT NOT NULL,
    parameters BLOB NOT NULL, -- sealed; empty once it is sent
    created_at INTEGER NOT NULL,
    due_at INTEGER, -- when it is tried next
    tries INTEGER NOT NULL,
    sent_at INTEGER,
    failed_at INTEGER, -- when it was given up
    failure TEXT NOT NULL -- what the last try said
) STRICT;
CREATE UNIQUE INDEX mails_mail_id_key ON mails (mail_id);
CREATE INDEX mails_due_at_idx ON mails (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX mails_recipient_identity_idx ON mails (recipient_identity, created_at);
CREATE INDEX mails_sent_at_idx ON mails (sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX mails_failed_at_idx ON mails (failed_at) WHERE failed_at IS NOT NULL;

CREATE TABLE invitations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL,
    email_identity TEXT NOT NULL,
    token_hash BLOB NOT NULL, -- SHA-256
    token_sealed BLOB NOT NULL, -- for the list
    mail_id TEXT NOT NULL, -- the last mail with it
    note TEXT NOT NULL,
    state INTEGER, -- what the user will be, if not what the mode of registration says
    admin INTEGER NOT NULL,
    attributes TEXT NOT NULL, -- a JSON object
    bound INTEGER NOT NULL,
    invited_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    accepted_at INTEGER,
    accepted_by INTEGER REFERENCES users (id) ON DELETE SET NULL,
    revoked_at INTEGER
) STRICT;
CREATE UNIQUE INDEX invitations_token_hash_key ON invitations (token_hash);
-- One at a time for an address.
CREATE UNIQUE INDEX invitations_email_identity_key ON invitations (email_identity)
    WHERE accepted_at IS NULL AND revoked_at IS NULL;
CREATE INDEX invitations_accepted_by_idx ON invitations (accepted_by) WHERE accepted_by IS NOT NULL;
