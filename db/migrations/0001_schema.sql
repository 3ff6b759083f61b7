-- The schema of NCC TUI: see README.md, Where data lives.
-- Dates are ISO text, figures REAL, truth 0 or 1, so that any SQLite tool reads the file well.

CREATE TABLE service (
    code             TEXT PRIMARY KEY CHECK (code <> ''),
    name             TEXT NOT NULL UNIQUE CHECK (name <> ''),
    parent           TEXT REFERENCES service (code) CHECK (parent <> code),
    director         TEXT NOT NULL DEFAULT '',
    portfolio_holder TEXT NOT NULL DEFAULT ''
);

CREATE TABLE officer (
    login TEXT PRIMARY KEY CHECK (login <> ''),
    name  TEXT NOT NULL,
    role  TEXT NOT NULL CHECK (role IN ('viewer', 'officer', 'editor', 'admin'))
);

-- The services an officer may keep; no row means every service.
CREATE TABLE officer_service (
    login   TEXT NOT NULL REFERENCES officer (login) ON DELETE CASCADE,
    service TEXT NOT NULL REFERENCES service (code),
    PRIMARY KEY (login, service)
) WITHOUT ROWID;

-- What of a measure stays as it is; all that can change is in its definition.
CREATE TABLE measure (
    code          TEXT PRIMARY KEY CHECK (code <> ''),
    service       TEXT NOT NULL REFERENCES service (code),
    frequency     TEXT NOT NULL
        CHECK (frequency IN ('Monthly', 'Quarterly', 'Termly', 'Half-yearly', 'Annually')),
    period_anchor INTEGER NOT NULL DEFAULT 4 CHECK (period_anchor BETWEEN 1 AND 12)
);

CREATE INDEX measure_service ON measure (service);

-- The ledgers: a row per revision, never changed, never deleted. A revision counts in reports from
-- a day on (counts_from; a first one without a day always), and was written at another (recorded_at).

CREATE TABLE definition (
    measure               TEXT NOT NULL REFERENCES measure (code),
    revision              INTEGER NOT NULL CHECK (revision >= 1),
    counts_from           TEXT CHECK (counts_from IS date(counts_from, '+0 days')),
    number                INTEGER NOT NULL,
    title                 TEXT NOT NULL CHECK (title <> ''),
    unit                  TEXT NOT NULL,
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
    priority              TEXT NOT NULL DEFAULT '',
    year_rule             TEXT NOT NULL DEFAULT 'last'
        CHECK (year_rule IN ('last', 'sum', 'average', 'cumulative')),
    recorded_at           TEXT NOT NULL CHECK (datetime(recorded_at) IS NOT NULL),
    recorded_by           TEXT NOT NULL,
    reason                TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (measure, revision),
    CHECK (revision = 1 OR counts_from IS NOT NULL)
) WITHOUT ROWID;

-- In force from a period on. A NULL amount ends the target before it.
CREATE TABLE target (
    measure     TEXT NOT NULL REFERENCES measure (code),
    period      TEXT NOT NULL CHECK (period IS date(period, '+0 days')),
    revision    INTEGER NOT NULL CHECK (revision >= 1),
    counts_from TEXT CHECK (counts_from IS date(counts_from, '+0 days')),
    amount      REAL,
    recorded_at TEXT NOT NULL CHECK (datetime(recorded_at) IS NOT NULL),
    recorded_by TEXT NOT NULL,
    reason      TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (measure, period, revision),
    CHECK (revision = 1 OR counts_from IS NOT NULL)
) WITHOUT ROWID;

-- `reported_on` is what the other ledgers call counts_from. A result that is withdrawn counts as none.
CREATE TABLE result (
    measure         TEXT NOT NULL REFERENCES measure (code),
    period          TEXT NOT NULL CHECK (period IS date(period, '+0 days')),
    revision        INTEGER NOT NULL CHECK (revision >= 1),
    reported_on     TEXT NOT NULL CHECK (reported_on IS date(reported_on, '+0 days')),
    value           REAL,
    missing_reason  TEXT CHECK (missing_reason IN
        ('not available', 'not applicable', 'suppressed', 'not yet published', 'withdrawn')),
    comments        TEXT NOT NULL DEFAULT '',
    provisional     INTEGER NOT NULL DEFAULT 0 CHECK (provisional IN (0, 1)),
    override        TEXT CHECK (override IN ('Green', 'Amber', 'Red', 'N/A')),
    override_reason TEXT NOT NULL DEFAULT '',
    source          TEXT NOT NULL DEFAULT '',
    forecast        REAL,
    recorded_at     TEXT NOT NULL CHECK (datetime(recorded_at) IS NOT NULL),
    recorded_by     TEXT NOT NULL,
    reason          TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (measure, period, revision),
    CHECK ((value IS NULL) <> (missing_reason IS NULL))
);

-- Lets a report choose periods and revisions without reading their text.
CREATE INDEX result_reported ON result (measure, period, revision, reported_on, missing_reason, value);

CREATE TABLE action (
    id        INTEGER PRIMARY KEY,
    measure   TEXT NOT NULL REFERENCES measure (code),
    period    TEXT NOT NULL CHECK (period IS date(period, '+0 days')),
    raised_on TEXT NOT NULL CHECK (raised_on IS date(raised_on, '+0 days'))
);

CREATE INDEX action_measure ON action (measure, raised_on);

CREATE TABLE action_revision (
    action      INTEGER NOT NULL REFERENCES action (id),
    revision    INTEGER NOT NULL CHECK (revision >= 1),
    counts_from TEXT CHECK (counts_from IS date(counts_from, '+0 days')),
    text        TEXT NOT NULL CHECK (text <> ''),
    owner       TEXT,
    due_on      TEXT CHECK (due_on IS date(due_on, '+0 days')),
    done_on     TEXT CHECK (done_on IS date(done_on, '+0 days')),
    recorded_at TEXT NOT NULL CHECK (datetime(recorded_at) IS NOT NULL),
    recorded_by TEXT NOT NULL,
    reason      TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (action, revision),
    CHECK (revision = 1 OR counts_from IS NOT NULL)
) WITHOUT ROWID;

CREATE TABLE benchmark (
    measure     TEXT NOT NULL REFERENCES measure (code),
    comparator  TEXT NOT NULL CHECK (comparator <> ''),
    period      TEXT NOT NULL CHECK (period IS date(period, '+0 days')),
    revision    INTEGER NOT NULL CHECK (revision >= 1),
    counts_from TEXT CHECK (counts_from IS date(counts_from, '+0 days')),
    value       REAL,
    source      TEXT NOT NULL DEFAULT '',
    recorded_at TEXT NOT NULL CHECK (datetime(recorded_at) IS NOT NULL),
    recorded_by TEXT NOT NULL,
    reason      TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (measure, comparator, period, revision),
    CHECK (revision = 1 OR counts_from IS NOT NULL)
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

CREATE TRIGGER definition_no_update BEFORE UPDATE ON definition
BEGIN SELECT raise(ABORT, 'definition is a ledger: add a revision'); END;
CREATE TRIGGER definition_no_delete BEFORE DELETE ON definition
BEGIN SELECT raise(ABORT, 'definition is a ledger: add a revision'); END;
-- REPLACE deletes without a word to the triggers above; and a ledger has no gaps.
CREATE TRIGGER definition_next BEFORE INSERT ON definition
WHEN new.revision IS NOT (
    SELECT coalesce(max(o.revision), 0) + 1 FROM definition AS o
    WHERE o.measure = new.measure
)
BEGIN SELECT raise(ABORT, 'definition is a ledger: a revision follows the last'); END;

CREATE TRIGGER target_no_update BEFORE UPDATE ON target
BEGIN SELECT raise(ABORT, 'target is a ledger: add a revision'); END;
CREATE TRIGGER target_no_delete BEFORE DELETE ON target
BEGIN SELECT raise(ABORT, 'target is a ledger: add a revision'); END;
-- REPLACE deletes without a word to the triggers above; and a ledger has no gaps.
CREATE TRIGGER target_next BEFORE INSERT ON target
WHEN new.revision IS NOT (
    SELECT coalesce(max(o.revision), 0) + 1 FROM target AS o
    WHERE o.measure = new.measure AND o.period = new.period
)
BEGIN SELECT raise(ABORT, 'target is a ledger: a revision follows the last'); END;

CREATE TRIGGER result_no_update BEFORE UPDATE ON result
BEGIN SELECT raise(ABORT, 'result is a ledger: add a revision'); END;
CREATE TRIGGER result_no_delete BEFORE DELETE ON result
BEGIN SELECT raise(ABORT, 'result is a ledger: add a revision'); END;
-- REPLACE deletes without a word to the triggers above; and a ledger has no gaps.
CREATE TRIGGER result_next BEFORE INSERT ON result
WHEN new.revision IS NOT (
    SELECT coalesce(max(o.revision), 0) + 1 FROM result AS o
    WHERE o.measure = new.measure AND o.period = new.period
)
BEGIN SELECT raise(ABORT, 'result is a ledger: a revision follows the last'); END;

CREATE TRIGGER action_revision_no_update BEFORE UPDATE ON action_revision
BEGIN SELECT raise(ABORT, 'action_revision is a ledger: add a revision'); END;
CREATE TRIGGER action_revision_no_delete BEFORE DELETE ON action_revision
BEGIN SELECT raise(ABORT, 'action_revision is a ledger: add a revision'); END;
-- REPLACE deletes without a word to the triggers above; and a ledger has no gaps.
CREATE TRIGGER action_revision_next BEFORE INSERT ON action_revision
WHEN new.revision IS NOT (
    SELECT coalesce(max(o.revision), 0) + 1 FROM action_revision AS o
    WHERE o.action = new.action
)
BEGIN SELECT raise(ABORT, 'action_revision is a ledger: a revision follows the last'); END;

CREATE TRIGGER benchmark_no_update BEFORE UPDATE ON benchmark
BEGIN SELECT raise(ABORT, 'benchmark is a ledger: add a revision'); END;
CREATE TRIGGER benchmark_no_delete BEFORE DELETE ON benchmark
BEGIN SELECT raise(ABORT, 'benchmark is a ledger: add a revision'); END;
-- REPLACE deletes without a word to the triggers above; and a ledger has no gaps.
CREATE TRIGGER benchmark_next BEFORE INSERT ON benchmark
WHEN new.revision IS NOT (
    SELECT coalesce(max(o.revision), 0) + 1 FROM benchmark AS o
    WHERE o.measure = new.measure AND o.comparator = new.comparator AND o.period = new.period
)
BEGIN SELECT raise(ABORT, 'benchmark is a ledger: a revision follows the last'); END;

CREATE TRIGGER action_next BEFORE INSERT ON action
WHEN new.id IN (SELECT id FROM action)
BEGIN SELECT raise(ABORT, 'an action stays as it was raised: add a revision of it'); END;
CREATE TRIGGER action_no_update BEFORE UPDATE ON action
BEGIN SELECT raise(ABORT, 'an action stays as it was raised: add a revision of it'); END;
CREATE TRIGGER action_no_delete BEFORE DELETE ON action
BEGIN SELECT raise(ABORT, 'an action stays as it was raised: add a revision of it'); END;

CREATE TRIGGER change_log_next BEFORE INSERT ON change_log
WHEN new.id IN (SELECT id FROM change_log)
BEGIN SELECT raise(ABORT, 'change_log is a ledger'); END;
CREATE TRIGGER change_log_no_update BEFORE UPDATE ON change_log
BEGIN SELECT raise(ABORT, 'change_log is a ledger'); END;
CREATE TRIGGER change_log_no_delete BEFORE DELETE ON change_log
BEGIN SELECT raise(ABORT, 'change_log is a ledger'); END;

-- A measure that has results keeps its service and frequency, by which its reports were made.
CREATE TRIGGER measure_fixed BEFORE UPDATE ON measure
WHEN EXISTS (SELECT 1 FROM result AS r WHERE r.measure = old.code)
BEGIN SELECT raise(ABORT, 'a measure that has results keeps its service and frequency'); END;

-- For people who query the file: the newest revision of each measure and period that has a result.
CREATE VIEW current_result AS
SELECT r.*
FROM result AS r
WHERE r.revision = (
    SELECT max(n.revision) FROM result AS n WHERE n.measure = r.measure AND n.period = r.period
) AND coalesce(r.missing_reason, '') <> 'withdrawn';

-- For people who query the file: each measure's result and target as reported today.
CREATE VIEW report_today AS
WITH today AS MATERIALIZED (SELECT date('now') AS day),
chosen AS MATERIALIZED (
    SELECT m.code, m.service, m.frequency,
        (
            SELECT max(d.revision) FROM definition AS d
            WHERE d.measure = m.code AND coalesce(d.counts_from, '') <= today.day
        ) AS definition,
        (
            SELECT r.period FROM result AS r
            WHERE r.measure = m.code AND r.period <= today.day AND r.reported_on <= today.day
                AND coalesce(r.missing_reason, '') <> 'withdrawn'
                AND r.revision = (
                    SELECT max(n.revision) FROM result AS n
                    WHERE n.measure = r.measure AND n.period = r.period AND n.reported_on <= today.day
                )
            ORDER BY r.period DESC LIMIT 1
        ) AS period
    FROM measure AS m, today
)
SELECT
    c.service, d.number, c.code, d.title, d.unit, c.frequency, r.period, r.value,
    r.missing_reason, r.comments, r.provisional, r.override, r.reported_on,
    (
        SELECT t.amount FROM target AS t
        WHERE t.measure = c.code AND t.period <= coalesce(c.period, today.day)
            AND coalesce(t.counts_from, '') <= today.day
        ORDER BY t.period DESC, t.revision DESC LIMIT 1
    ) AS target
FROM chosen AS c, today
JOIN definition AS d ON d.measure = c.code AND d.revision = c.definition
LEFT JOIN result AS r
    ON r.measure = c.code AND r.period = c.period AND r.revision = (
        SELECT max(n.revision) FROM result AS n
        WHERE n.measure = c.code AND n.period = c.period AND n.reported_on <= today.day
    )
WHERE (d.starts_on IS NULL OR d.starts_on <= today.day)
    AND (d.ends_on IS NULL OR d.ends_on >= today.day)
ORDER BY c.service, d.number;
