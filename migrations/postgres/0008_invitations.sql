-- Mails to be sent, those that were sent within the hour, and those that could not be.
CREATE TABLE mails (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    mail_id TEXT COLLATE "C" NOT NULL, -- names the mail, to its recipient too
    recipient TEXT COLLATE "C" NOT NULL,
    recipient_identity TEXT COLLATE "C" NOT NULL,
    template TEXT COLLATE "C" NOT NULL,
    parameters BYTEA NOT NULL, -- sealed; empty once it is sent
    created_at BIGINT NOT NULL,
    due_at BIGINT, -- when it is tried next
    tries INTEGER NOT NULL,
    sent_at BIGINT,
    failed_at BIGINT, -- when it was given up
    failure TEXT COLLATE "C" NOT NULL -- what the last try said
);
CREATE UNIQUE INDEX mails_mail_id_key ON mails (mail_id);
CREATE INDEX mails_due_at_idx ON mails (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX mails_recipient_identity_idx ON mails (recipient_identity, created_at);
CREATE INDEX mails_sent_at_idx ON mails (sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX mails_failed_at_idx ON mails (failed_at) WHERE failed_at IS NOT NULL;

CREATE TABLE invitations (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email TEXT COLLATE "C" NOT NULL,
    email_identity TEXT COLLATE "C" NOT NULL,
    token_hash BYTEA NOT NULL, -- SHA-256
    token_sealed BYTEA NOT NULL, -- for the list
    mail_id TEXT COLLATE "C" NOT NULL, -- the last mail with it
    note TEXT COLLATE "C" NOT NULL,
    state INTEGER, -- what the user will be, if not what the mode of registration says
    admin BOOLEAN NOT NULL,
    attributes TEXT COLLATE "C" NOT NULL, -- a JSON object
    bound BOOLEAN NOT NULL,
    invited_by TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    accepted_at BIGINT,
    accepted_by BIGINT REFERENCES users (id) ON DELETE SET NULL,
    revoked_at BIGINT
);
CREATE UNIQUE INDEX invitations_token_hash_key ON invitations (token_hash);
-- One at a time for an address.
CREATE UNIQUE INDEX invitations_email_identity_key ON invitations (email_identity)
    WHERE accepted_at IS NULL AND revoked_at IS NULL;
CREATE INDEX invitations_accepted_by_idx ON invitations (accepted_by) WHERE accepted_by IS NOT NULL;
