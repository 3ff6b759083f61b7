-- The schema of NCC TUI: see "Data" in the README.
-- Dates are ISO text, figures REAL, truth 0 or 1, so that any SQLite tool reads the file well.

CREATE TABLE service (
    code   TEXT PRIMARY KEY CHECK (code <> ''),
    name   TEXT NOT NULL UNIQUE CHECK (name <> ''),
    parent TEXT REFERENCES service (code) CHECK (parent <> code)
);

CREATE TABLE officer (
    login TEXT PRIMARY KEY CHECK (login <> ''),
    name  TEXT NOT NULL,
    role  TEXT NOT NULL CHECK (role IN ('viewer', 'officer', 'admin'))
);

-- The services an officer may keep; no row means every service.
CREATE TABLE officer_service (
    login   TEXT NOT NULL REFERENCES officer (login) ON DELETE CASCADE,
    service TEXT NOT NULL REFERENCES service (code),
    PRIMARY KEY (login, service)
) WITHOUT ROWID;

CREATE TABLE measure (
    code                  TEXT PRIMARY KEY CHECK (code <> ''),
    service               TEXT NOT NULL REFERENCES service (code),
    number                INTEGER NOT NULL,
    title                 TEXT NOT NULL CHECK (title <> ''),
    unit                  TEXT NOT NULL,
    frequency             TEXT NOT NULL
        CHECK (frequency IN ('Monthly', 'Quarterly', 'Termly', 'Half-yearly', 'Annually')),
    period_anchor         INTEGER NOT NULL DEFAULT 4 CHECK (period_anchor BETWEEN 1 AND 12),
    polarity              TEXT NOT NULL CHECK (polarity IN ('higher', 'lower', 'neutral')),
    definition            TEXT NOT NULL DEFAULT '',
    decimals              INTEGER CHECK (decimals BETWEEN 0 AND 6),
    tolerance             REAL NOT NULL DEFAULT 2.5 CHECK (tolerance >= 0),
    tolerance_mode        TEXT NOT NULL DEFAULT 'relative'
        CHECK (tolerance_mode IN ('relative', 'absolute')),
    zero_target_tolerance REAL NOT NULL DEFAULT 1 CHECK (zero_target_tolerance >= 0),
    lag_days              INTEGER NOT NULL DEFAULT 15 CHECK (lag_days >= 0),
    owner                 TEXT,
    source                TEXT NOT NULL DEFAULT '',
    starts_on             TEXT CHECK (starts_on IS date(starts_on, '+0 days')),
    ends_on               TEXT CHECK (ends_on IS date(ends_on, '+0 days')),
    suppress_below        REAL CHECK (suppress_below >= 0),
    UNIQUE (service, number)
);

-- Ledger: a row per revision, never changed, never deleted. A NULL amount ends a target.
CREATE TABLE target (
    measure     TEXT NOT NULL REFERENCES measure (code),
    period      TEXT NOT NULL CHECK (period IS date(period, '+0 days')),
    revision    INTEGER NOT NULL CHECK (revision >= 1),
    amount      REAL,
    recorded_at TEXT NOT NULL CHECK (datetime(recorded_at) IS NOT NULL),
    recorded_by TEXT NOT NULL,
    PRIMARY KEY (measure, period, revision)
) WITHOUT ROWID;

-- Ledger: a row per revision, never changed, never deleted.
CREATE TABLE result (
    measure         TEXT NOT NULL REFERENCES measure (code),
    period          TEXT NOT NULL CHECK (period IS date(period, '+0 days')),
    revision        INTEGER NOT NULL CHECK (revision >= 1),
    value           REAL,
    missing_reason  TEXT CHECK (missing_reason IN
        ('not available', 'not applicable', 'suppressed', 'not yet published')),
    comments        TEXT NOT NULL DEFAULT '',
    provisional     INTEGER NOT NULL DEFAULT 0 CHECK (provisional IN (0, 1)),
    override        TEXT CHECK (override IN ('Green', 'Amber', 'Red', 'N/A')),
    override_reason TEXT NOT NULL DEFAULT '',
    source          TEXT NOT NULL DEFAULT '',
    reason          TEXT NOT NULL DEFAULT '',
    reported_on     TEXT NOT NULL CHECK (reported_on IS date(reported_on, '+0 days')),
    recorded_at     TEXT NOT NULL CHECK (datetime(recorded_at) IS NOT NULL),
    recorded_by     TEXT NOT NULL,
    PRIMARY KEY (measure, period, revision),
    CHECK ((value IS NULL) <> (missing_reason IS NULL))
);

-- Lets a report choose periods and revisions without reading their text.
CREATE INDEX result_reported ON result (measure, period, reported_on, revision);

CREATE TABLE action (
    id        INTEGER PRIMARY KEY,
    measure   TEXT NOT NULL REFERENCES measure (code),
    period    TEXT NOT NULL CHECK (period IS date(period, '+0 days')),
    text      TEXT NOT NULL CHECK (text <> ''),
    owner     TEXT,
    due_on    TEXT CHECK (due_on IS date(due_on, '+0 days')),
    done_on   TEXT CHECK (done_on IS date(done_on, '+0 days')),
    raised_on TEXT NOT NULL CHECK (raised_on IS date(raised_on, '+0 days'))
);

CREATE INDEX action_measure ON action (measure, raised_on);

CREATE TABLE benchmark (
    measure    TEXT NOT NULL REFERENCES measure (code),
    period     TEXT NOT NULL CHECK (period IS date(period, '+0 days')),
    comparator TEXT NOT NULL CHECK (comparator <> ''),
    value      REAL,
    source     TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (measure, period, comparator)
) WITHOUT ROWID;

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- What an officer has typed but not saved: JSON, kept as they type.
CREATE TABLE draft (
    login    TEXT NOT NULL,
    measure  TEXT NOT NULL REFERENCES measure (code),
    period   TEXT NOT NULL,
    content  TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    PRIMARY KEY (login, measure, period)
) WITHOUT ROWID;

-- Who changed what, for every table that is no ledger; before and after are JSON rows.
CREATE TABLE change_log (
    id         INTEGER PRIMARY KEY,
    at         TEXT NOT NULL,
    by         TEXT NOT NULL,
    table_name TEXT NOT NULL,
    key        TEXT NOT NULL,
    before     TEXT,
    after      TEXT
);

CREATE TRIGGER result_no_update BEFORE UPDATE ON result
BEGIN SELECT raise(ABORT, 'result is a ledger: add a revision'); END;
CREATE TRIGGER result_no_delete BEFORE DELETE ON result
BEGIN SELECT raise(ABORT, 'result is a ledger: add a revision'); END;
CREATE TRIGGER target_no_update BEFORE UPDATE ON target
BEGIN SELECT raise(ABORT, 'target is a ledger: add a revision'); END;
CREATE TRIGGER target_no_delete BEFORE DELETE ON target
BEGIN SELECT raise(ABORT, 'target is a ledger: add a revision'); END;
-- REPLACE deletes without a word to the triggers above; and a ledger has no gaps.
CREATE TRIGGER result_next BEFORE INSERT ON result
WHEN new.revision IS NOT (
    SELECT coalesce(max(r.revision), 0) + 1 FROM result AS r
    WHERE r.measure = new.measure AND r.period = new.period
)
BEGIN SELECT raise(ABORT, 'result is a ledger: a revision follows the last'); END;
CREATE TRIGGER target_next BEFORE INSERT ON target
WHEN new.revision IS NOT (
    SELECT coalesce(max(t.revision), 0) + 1 FROM target AS t
    WHERE t.measure = new.measure AND t.period = new.period
)
BEGIN SELECT raise(ABORT, 'target is a ledger: a revision follows the last'); END;
CREATE TRIGGER change_log_next BEFORE INSERT ON change_log
WHEN new.id IN (SELECT id FROM change_log)
BEGIN SELECT raise(ABORT, 'change_log is a ledger'); END;

CREATE TRIGGER change_log_no_update BEFORE UPDATE ON change_log
BEGIN SELECT raise(ABORT, 'change_log is a ledger'); END;
CREATE TRIGGER change_log_no_delete BEFORE DELETE ON change_log
BEGIN SELECT raise(ABORT, 'change_log is a ledger'); END;

-- For people who query the file: the newest revision of each measure and period.
CREATE VIEW current_result AS
SELECT r.*
FROM result AS r
WHERE r.revision = (
    SELECT max(n.revision) FROM result AS n WHERE n.measure = r.measure AND n.period = r.period
);

-- For people who query the file: each measure's result and target as reported today.
CREATE VIEW report_today AS
SELECT
    m.service, m.number, m.code, m.title, m.unit, m.frequency, r.period, r.value,
    r.missing_reason, r.comments, r.provisional, r.override, r.reported_on,
    (
        SELECT t.amount FROM target AS t
        WHERE t.measure = m.code AND t.period <= coalesce(r.period, date('now'))
        ORDER BY t.period DESC, t.revision DESC LIMIT 1
    ) AS target
FROM measure AS m
LEFT JOIN result AS r
    ON r.rowid = (
        SELECT c.rowid FROM result AS c
        WHERE c.measure = m.code AND c.period <= date('now') AND c.reported_on <= date('now')
        ORDER BY c.period DESC, c.revision DESC LIMIT 1
    )
WHERE (m.starts_on IS NULL OR m.starts_on <= date('now'))
    AND (m.ends_on IS NULL OR m.ends_on >= date('now'))
ORDER BY m.service, m.number;
