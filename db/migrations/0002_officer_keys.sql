-- The public keys by which sshd lets officers in; a key is one officer's.
CREATE TABLE officer_key (
    fingerprint TEXT PRIMARY KEY CHECK (fingerprint <> ''),
    login       TEXT NOT NULL REFERENCES officer (login) ON DELETE CASCADE,
    type        TEXT NOT NULL CHECK (type <> ''),
    key         TEXT NOT NULL UNIQUE CHECK (key <> ''),
    comment     TEXT NOT NULL DEFAULT '',
    added_at    TEXT NOT NULL CHECK (datetime(added_at) IS NOT NULL),
    added_by    TEXT NOT NULL
) WITHOUT ROWID;

CREATE INDEX officer_key_login ON officer_key (login);
