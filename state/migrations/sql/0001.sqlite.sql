CREATE TABLE absences (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL,
    kind TEXT NOT NULL,
    start TEXT NOT NULL,
    until TEXT,
    cover TEXT,
    put_by TEXT NOT NULL,
    put_at TEXT NOT NULL,
    cleared_by TEXT,
    cleared_at TEXT
);

CREATE TABLE aliases (
    crm TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    survivor TEXT NOT NULL,
    stamp TEXT NOT NULL,
    PRIMARY KEY (crm, kind, id)
);

CREATE INDEX aliases_survivor ON aliases (survivor, kind, crm);

CREATE TABLE assignments (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    mode TEXT NOT NULL,
    crm TEXT NOT NULL,
    record_id TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    email TEXT NOT NULL,
    at TEXT NOT NULL,
    counts INTEGER DEFAULT '0' NOT NULL,
    rotation TEXT,
    ended TEXT
);

CREATE INDEX assignments_counted ON assignments (email, at) WHERE counts = 1;

CREATE INDEX assignments_record ON assignments (record_id, crm);

CREATE INDEX assignments_time ON assignments (mode, at);

CREATE TABLE baselines (
    mode TEXT NOT NULL,
    crm TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (mode, crm)
);

CREATE TABLE calendar_spans (
    email TEXT NOT NULL,
    kind TEXT NOT NULL,
    start TEXT NOT NULL,
    until TEXT NOT NULL,
    PRIMARY KEY (email, kind, start)
);

CREATE TABLE changes (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    ref TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    what TEXT NOT NULL,
    "before" TEXT,
    "after" TEXT,
    leaf BLOB NOT NULL,
    UNIQUE (ref)
);

CREATE INDEX changes_what ON changes (what);

CREATE TABLE clocks (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" TEXT NOT NULL,
    mode TEXT NOT NULL,
    crm TEXT NOT NULL,
    org_id TEXT NOT NULL,
    object TEXT NOT NULL,
    record_id TEXT NOT NULL,
    checkpoint TEXT NOT NULL,
    route TEXT NOT NULL,
    pace TEXT NOT NULL,
    marks TEXT NOT NULL,
    owner_id TEXT,
    email TEXT,
    team TEXT,
    how TEXT,
    started_at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    allowed FLOAT NOT NULL,
    status TEXT NOT NULL,
    settled_at TEXT,
    UNIQUE ("key")
);

CREATE INDEX clocks_record ON clocks (record_id, crm);

CREATE INDEX clocks_running ON clocks (record_id, crm) WHERE status = 'running';

CREATE TABLE controls (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    put_by TEXT NOT NULL,
    put_at TEXT NOT NULL,
    PRIMARY KEY (name)
);

CREATE TABLE cursors (
    crm TEXT NOT NULL,
    kind TEXT NOT NULL,
    tier TEXT NOT NULL,
    since TEXT,
    "after" TEXT,
    drained_at TEXT,
    PRIMARY KEY (crm, kind, tier)
);

CREATE TABLE deadline_events (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    ref TEXT NOT NULL,
    clock TEXT NOT NULL,
    event TEXT NOT NULL,
    mode TEXT NOT NULL,
    crm TEXT NOT NULL,
    record_id TEXT NOT NULL,
    checkpoint TEXT NOT NULL,
    route TEXT NOT NULL,
    owner_id TEXT,
    email TEXT,
    started_at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    status TEXT NOT NULL,
    settled_at TEXT,
    how TEXT,
    leaf BLOB NOT NULL,
    UNIQUE (ref)
);

CREATE INDEX deadline_events_later ON deadline_events (clock) WHERE event <> 'started';

CREATE TABLE decisions (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    decision_id TEXT NOT NULL,
    mode TEXT NOT NULL,
    crm TEXT NOT NULL,
    org_id TEXT NOT NULL,
    object TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    "trigger" TEXT NOT NULL,
    generation TEXT NOT NULL,
    outcome TEXT NOT NULL,
    owner_id TEXT,
    owner_name TEXT,
    previous_owner_id TEXT,
    route TEXT,
    reason TEXT NOT NULL,
    account_id TEXT,
    match_confidence FLOAT,
    match_band TEXT,
    policy_edition TEXT NOT NULL,
    code_version TEXT NOT NULL,
    steps TEXT NOT NULL,
    inputs TEXT NOT NULL,
    pool TEXT NOT NULL,
    extra TEXT NOT NULL,
    knew BLOB,
    facts TEXT,
    leaf BLOB NOT NULL,
    UNIQUE (decision_id)
);

CREATE INDEX decisions_lead ON decisions (lead_id, crm);

CREATE INDEX decisions_review ON decisions (decided_at) WHERE match_band = 'review';

CREATE INDEX decisions_search ON decisions (decided_at, mode, crm, outcome, owner_id, account_id);

CREATE TABLE directories (
    crm TEXT NOT NULL,
    seats TEXT NOT NULL,
    put_at TEXT NOT NULL,
    PRIMARY KEY (crm)
);

CREATE TABLE editions (
    edition TEXT NOT NULL,
    text TEXT NOT NULL,
    words TEXT NOT NULL,
    first_at TEXT NOT NULL,
    PRIMARY KEY (edition)
);

CREATE TABLE erasures (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    ref TEXT NOT NULL,
    erased_at TEXT NOT NULL,
    erased_by TEXT NOT NULL,
    what TEXT NOT NULL,
    gone TEXT NOT NULL,
    marks TEXT NOT NULL,
    reason TEXT,
    leaf BLOB NOT NULL,
    UNIQUE (ref)
);

CREATE TABLE facts (
    id INTEGER NOT NULL,
    subject TEXT NOT NULL,
    whole INTEGER NOT NULL,
    told BLOB NOT NULL,
    PRIMARY KEY (id)
);

CREATE INDEX facts_whole ON facts (subject, id) WHERE whole = 1;

CREATE TABLE guard (
    id INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    holder TEXT,
    PRIMARY KEY (id)
);

CREATE TABLE heads (
    size INTEGER NOT NULL,
    root TEXT NOT NULL,
    signed_at TEXT NOT NULL,
    previous TEXT NOT NULL,
    signature TEXT NOT NULL,
    PRIMARY KEY (size)
);

CREATE TABLE inbox (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    mode TEXT NOT NULL,
    crm TEXT NOT NULL,
    org_id TEXT NOT NULL,
    object TEXT NOT NULL,
    record_id TEXT NOT NULL,
    "trigger" TEXT NOT NULL,
    generation TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    first_seen_at TEXT NOT NULL,
    status TEXT NOT NULL,
    stale INTEGER DEFAULT '0' NOT NULL,
    awaiting_facts INTEGER DEFAULT '0' NOT NULL,
    attempts INTEGER DEFAULT '0' NOT NULL,
    detail TEXT,
    reason TEXT,
    settled_by TEXT,
    settled_at TEXT,
    CONSTRAINT inbox_cause UNIQUE (record_id, "trigger", generation, object, org_id, mode)
);

CREATE INDEX inbox_open ON inbox (mode, status, due_at, id) WHERE status IN ('waiting', 'parked');

CREATE INDEX inbox_open_record ON inbox (record_id) WHERE status IN ('waiting', 'parked');

CREATE INDEX inbox_stale ON inbox (mode, first_seen_at) WHERE stale = 1;

CREATE TABLE ledger (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    crm TEXT NOT NULL,
    record_id TEXT NOT NULL,
    owner_id TEXT,
    undoes INTEGER DEFAULT '0' NOT NULL,
    planned INTEGER DEFAULT '0' NOT NULL,
    written_at TEXT NOT NULL
);

CREATE INDEX ledger_record ON ledger (record_id, crm);

CREATE INDEX ledger_time ON ledger (written_at);

CREATE TABLE log (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    sequence INTEGER,
    recorded_at TEXT NOT NULL,
    kind TEXT NOT NULL,
    ref TEXT NOT NULL,
    leaf BLOB NOT NULL,
    UNIQUE (sequence)
);

CREATE INDEX log_unsealed ON log (id) WHERE sequence IS NULL;

CREATE TABLE match_accounts (
    number INTEGER NOT NULL,
    crm TEXT NOT NULL,
    id TEXT NOT NULL,
    goes_by BLOB,
    PRIMARY KEY (number),
    CONSTRAINT match_accounts_account UNIQUE (id, crm)
);

CREATE TABLE match_keys (
    "key" INTEGER NOT NULL,
    account INTEGER NOT NULL,
    PRIMARY KEY ("key", account)
)
 WITHOUT ROWID;

CREATE TABLE match_memory (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    company TEXT NOT NULL,
    crm TEXT NOT NULL,
    account_id TEXT NOT NULL,
    verdict TEXT NOT NULL,
    decision_id TEXT,
    put_by TEXT NOT NULL,
    put_at TEXT NOT NULL,
    revoked_by TEXT,
    revoked_at TEXT
);

CREATE INDEX match_memory_company ON match_memory (company) WHERE revoked_at IS NULL;

CREATE TABLE match_waiting (
    account INTEGER NOT NULL,
    PRIMARY KEY (account)
);

CREATE TABLE notice_attempts (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    ref TEXT NOT NULL,
    decision_id TEXT,
    attempted_at TEXT NOT NULL,
    channel TEXT NOT NULL,
    recipient TEXT,
    result TEXT NOT NULL,
    error TEXT,
    leaf BLOB NOT NULL,
    UNIQUE (ref)
);

CREATE INDEX notice_attempts_decision ON notice_attempts (decision_id);

CREATE TABLE notices (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" TEXT NOT NULL,
    decision_id TEXT,
    channel TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    email TEXT,
    waits_for TEXT,
    answers TEXT,
    reason TEXT,
    status TEXT NOT NULL,
    attempts INTEGER DEFAULT '0' NOT NULL,
    due_at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE ("key")
);

CREATE INDEX notices_open ON notices (status, due_at, id) WHERE status IN ('waiting', 'due');

CREATE INDEX notices_waits ON notices (waits_for) WHERE status IN ('waiting', 'due');

CREATE TABLE organisations (
    crm TEXT NOT NULL,
    org_id TEXT NOT NULL,
    PRIMARY KEY (crm)
);

CREATE TABLE owner_changes (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    crm TEXT NOT NULL,
    kind TEXT NOT NULL,
    record_id TEXT NOT NULL,
    at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    "before" TEXT,
    "after" TEXT,
    "by" TEXT
);

CREATE INDEX owner_changes_record ON owner_changes (record_id, crm);

CREATE TABLE persons (
    person TEXT NOT NULL,
    crm TEXT NOT NULL,
    object TEXT NOT NULL,
    record_id TEXT NOT NULL,
    salt TEXT NOT NULL,
    known TEXT NOT NULL,
    PRIMARY KEY (person)
);

CREATE INDEX persons_record ON persons (record_id);

CREATE TABLE pseudonyms (
    form TEXT NOT NULL,
    spelling TEXT NOT NULL,
    pseudonym TEXT NOT NULL,
    salt TEXT NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (form, spelling)
);

CREATE INDEX pseudonyms_place ON pseudonyms (place);

CREATE TABLE records (
    crm TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    stamp TEXT NOT NULL,
    hash TEXT NOT NULL,
    state TEXT NOT NULL,
    fields TEXT NOT NULL,
    owner_id TEXT,
    merged_into TEXT,
    modified_by TEXT,
    absorbed TEXT,
    created_at TEXT,
    modified_at TEXT NOT NULL,
    email TEXT,
    account_id TEXT,
    domain TEXT,
    mailbox INTEGER,
    dial INTEGER,
    stage TEXT,
    worth FLOAT,
    counted INTEGER DEFAULT '0' NOT NULL,
    history_live INTEGER DEFAULT '0' NOT NULL,
    history_shadow INTEGER DEFAULT '0' NOT NULL,
    PRIMARY KEY (crm, kind, id)
);

CREATE INDEX records_account ON records (account_id, crm, kind, counted) WHERE account_id IS NOT NULL;

CREATE INDEX records_dial ON records (dial) WHERE dial IS NOT NULL;

CREATE INDEX records_domain ON records (domain, crm, account_id, state) WHERE domain IS NOT NULL;

CREATE INDEX records_email ON records (email) WHERE email IS NOT NULL;

CREATE INDEX records_load ON records (crm, kind, owner_id, stage, worth) WHERE kind IN ('lead', 'opportunity') AND counted = 1;

CREATE INDEX records_mailbox ON records (mailbox) WHERE mailbox IS NOT NULL;

CREATE TABLE shared (
    hash TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (hash)
);

CREATE TABLE timers (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    mode TEXT NOT NULL,
    crm TEXT NOT NULL,
    org_id TEXT NOT NULL,
    object TEXT NOT NULL,
    record_id TEXT NOT NULL,
    name TEXT NOT NULL,
    due_at TEXT NOT NULL,
    status TEXT NOT NULL,
    settled_at TEXT
);

CREATE INDEX timers_due ON timers (mode, due_at) WHERE status = 'set';

CREATE INDEX timers_record ON timers (record_id);

CREATE TABLE tombstones (
    mark TEXT NOT NULL,
    erasure TEXT NOT NULL,
    PRIMARY KEY (mark)
);

CREATE TABLE touches (
    crm TEXT NOT NULL,
    lead_id TEXT NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    owner_id TEXT,
    PRIMARY KEY (crm, lead_id, at, kind, id)
)
 WITHOUT ROWID;

CREATE INDEX touches_activity ON touches (id, kind, crm);

CREATE TABLE tree (
    id INTEGER NOT NULL,
    size INTEGER NOT NULL,
    frontier TEXT NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE turns (
    mode TEXT NOT NULL,
    rotation TEXT NOT NULL,
    standings TEXT NOT NULL,
    PRIMARY KEY (mode, rotation)
);

CREATE TABLE write_attempts (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    ref TEXT NOT NULL,
    decision_id TEXT NOT NULL,
    attempted_at TEXT NOT NULL,
    result TEXT NOT NULL,
    error TEXT,
    owner_before TEXT,
    owner_after TEXT,
    leaf BLOB NOT NULL,
    UNIQUE (ref)
);

CREATE INDEX write_attempts_decision ON write_attempts (decision_id);

CREATE TABLE writes (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" TEXT NOT NULL,
    decision_id TEXT NOT NULL,
    mode TEXT NOT NULL,
    crm TEXT NOT NULL,
    record_id TEXT NOT NULL,
    extra TEXT NOT NULL,
    owner_id TEXT,
    expects TEXT,
    undoes INTEGER DEFAULT '0' NOT NULL,
    planned INTEGER DEFAULT '0' NOT NULL,
    attempts INTEGER DEFAULT '0' NOT NULL,
    status TEXT NOT NULL,
    due_at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    issued_at TEXT,
    tried_at TEXT,
    settled_at TEXT,
    reason TEXT,
    UNIQUE ("key"),
    FOREIGN KEY(decision_id) REFERENCES decisions (decision_id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX writes_issued ON writes (issued_at);

CREATE INDEX writes_open ON writes (status, crm, due_at, id) WHERE status IN ('due', 'held', 'refused');

CREATE INDEX writes_open_record ON writes (record_id, crm) WHERE status IN ('due', 'held', 'refused');

INSERT INTO guard (id, epoch) VALUES (1, 0);

INSERT INTO tree (id, size, frontier) VALUES (1, 0, '[]');
