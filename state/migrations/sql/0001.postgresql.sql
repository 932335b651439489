CREATE TABLE absences (
    id BIGSERIAL NOT NULL,
    email TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    start TEXT COLLATE "C" NOT NULL,
    until TEXT COLLATE "C",
    cover TEXT COLLATE "C",
    put_by TEXT COLLATE "C" NOT NULL,
    put_at TEXT COLLATE "C" NOT NULL,
    cleared_by TEXT COLLATE "C",
    cleared_at TEXT COLLATE "C",
    PRIMARY KEY (id)
);

CREATE TABLE aliases (
    crm TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    survivor TEXT COLLATE "C" NOT NULL,
    stamp TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (crm, kind, id)
);

CREATE INDEX aliases_survivor ON aliases (survivor, kind, crm);

CREATE TABLE assignments (
    id BIGSERIAL NOT NULL,
    mode TEXT COLLATE "C" NOT NULL,
    crm TEXT COLLATE "C" NOT NULL,
    record_id TEXT COLLATE "C" NOT NULL,
    owner_id TEXT COLLATE "C" NOT NULL,
    email TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C" NOT NULL,
    counts INTEGER DEFAULT '0' NOT NULL,
    rotation TEXT COLLATE "C",
    ended TEXT COLLATE "C",
    PRIMARY KEY (id)
);

CREATE INDEX assignments_counted ON assignments (email, at) WHERE counts = 1;

CREATE INDEX assignments_record ON assignments (record_id, crm);

CREATE INDEX assignments_time ON assignments (mode, at);

CREATE TABLE baselines (
    mode TEXT COLLATE "C" NOT NULL,
    crm TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (mode, crm)
);

CREATE TABLE calendar_spans (
    email TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    start TEXT COLLATE "C" NOT NULL,
    until TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (email, kind, start)
);

CREATE TABLE changes (
    id BIGSERIAL NOT NULL,
    ref TEXT COLLATE "C" NOT NULL,
    changed_at TEXT COLLATE "C" NOT NULL,
    changed_by TEXT COLLATE "C" NOT NULL,
    what TEXT COLLATE "C" NOT NULL,
    before TEXT COLLATE "C",
    after TEXT COLLATE "C",
    leaf BYTEA NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (ref)
);

CREATE INDEX changes_what ON changes (what);

CREATE TABLE clocks (
    id BIGSERIAL NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    mode TEXT COLLATE "C" NOT NULL,
    crm TEXT COLLATE "C" NOT NULL,
    org_id TEXT COLLATE "C" NOT NULL,
    object TEXT COLLATE "C" NOT NULL,
    record_id TEXT COLLATE "C" NOT NULL,
    checkpoint TEXT COLLATE "C" NOT NULL,
    route TEXT COLLATE "C" NOT NULL,
    pace TEXT COLLATE "C" NOT NULL,
    marks TEXT COLLATE "C" NOT NULL,
    owner_id TEXT COLLATE "C",
    email TEXT COLLATE "C",
    team TEXT COLLATE "C",
    how TEXT COLLATE "C",
    started_at TEXT COLLATE "C" NOT NULL,
    due_at TEXT COLLATE "C" NOT NULL,
    allowed FLOAT(53) NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    settled_at TEXT COLLATE "C",
    PRIMARY KEY (id),
    UNIQUE (key)
);

CREATE INDEX clocks_record ON clocks (record_id, crm);

CREATE INDEX clocks_running ON clocks (record_id, crm) WHERE status = 'running';

CREATE TABLE controls (
    name TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    put_by TEXT COLLATE "C" NOT NULL,
    put_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (name)
);

CREATE TABLE cursors (
    crm TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    tier TEXT COLLATE "C" NOT NULL,
    since TEXT COLLATE "C",
    after TEXT COLLATE "C",
    drained_at TEXT COLLATE "C",
    PRIMARY KEY (crm, kind, tier)
);

CREATE TABLE deadline_events (
    id BIGSERIAL NOT NULL,
    ref TEXT COLLATE "C" NOT NULL,
    clock TEXT COLLATE "C" NOT NULL,
    event TEXT COLLATE "C" NOT NULL,
    mode TEXT COLLATE "C" NOT NULL,
    crm TEXT COLLATE "C" NOT NULL,
    record_id TEXT COLLATE "C" NOT NULL,
    checkpoint TEXT COLLATE "C" NOT NULL,
    route TEXT COLLATE "C" NOT NULL,
    owner_id TEXT COLLATE "C",
    email TEXT COLLATE "C",
    started_at TEXT COLLATE "C" NOT NULL,
    due_at TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    settled_at TEXT COLLATE "C",
    how TEXT COLLATE "C",
    leaf BYTEA NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (ref)
);

CREATE INDEX deadline_events_later ON deadline_events (clock) WHERE event <> 'started';

CREATE TABLE decisions (
    id BIGSERIAL NOT NULL,
    decision_id TEXT COLLATE "C" NOT NULL,
    mode TEXT COLLATE "C" NOT NULL,
    crm TEXT COLLATE "C" NOT NULL,
    org_id TEXT COLLATE "C" NOT NULL,
    object TEXT COLLATE "C" NOT NULL,
    lead_id TEXT COLLATE "C" NOT NULL,
    decided_at TEXT COLLATE "C" NOT NULL,
    trigger TEXT COLLATE "C" NOT NULL,
    generation TEXT COLLATE "C" NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL,
    owner_id TEXT COLLATE "C",
    owner_name TEXT COLLATE "C",
    previous_owner_id TEXT COLLATE "C",
    route TEXT COLLATE "C",
    reason TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C",
    match_confidence FLOAT(53),
    match_band TEXT COLLATE "C",
    policy_edition TEXT COLLATE "C" NOT NULL,
    code_version TEXT COLLATE "C" NOT NULL,
    steps TEXT COLLATE "C" NOT NULL,
    inputs TEXT COLLATE "C" NOT NULL,
    pool TEXT COLLATE "C" NOT NULL,
    extra TEXT COLLATE "C" NOT NULL,
    knew BYTEA,
    facts TEXT COLLATE "C",
    leaf BYTEA NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (decision_id)
);

CREATE INDEX decisions_lead ON decisions (lead_id, crm);

CREATE INDEX decisions_review ON decisions (decided_at) WHERE match_band = 'review';

CREATE INDEX decisions_search ON decisions (decided_at, mode, crm, outcome, owner_id, account_id);

CREATE TABLE directories (
    crm TEXT COLLATE "C" NOT NULL,
    seats TEXT COLLATE "C" NOT NULL,
    put_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (crm)
);

CREATE TABLE editions (
    edition TEXT COLLATE "C" NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    words TEXT COLLATE "C" NOT NULL,
    first_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (edition)
);

CREATE TABLE erasures (
    id BIGSERIAL NOT NULL,
    ref TEXT COLLATE "C" NOT NULL,
    erased_at TEXT COLLATE "C" NOT NULL,
    erased_by TEXT COLLATE "C" NOT NULL,
    what TEXT COLLATE "C" NOT NULL,
    gone TEXT COLLATE "C" NOT NULL,
    marks TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C",
    leaf BYTEA NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (ref)
);

CREATE TABLE facts (
    id BIGINT NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    whole INTEGER NOT NULL,
    told BYTEA NOT NULL,
    PRIMARY KEY (id)
);

CREATE INDEX facts_whole ON facts (subject, id) WHERE whole = 1;

CREATE TABLE guard (
    id INTEGER NOT NULL,
    epoch BIGINT NOT NULL,
    holder TEXT COLLATE "C",
    PRIMARY KEY (id)
);

CREATE TABLE heads (
    size BIGINT NOT NULL,
    root TEXT COLLATE "C" NOT NULL,
    signed_at TEXT COLLATE "C" NOT NULL,
    previous TEXT COLLATE "C" NOT NULL,
    signature TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (size)
);

CREATE TABLE inbox (
    id BIGSERIAL NOT NULL,
    mode TEXT COLLATE "C" NOT NULL,
    crm TEXT COLLATE "C" NOT NULL,
    org_id TEXT COLLATE "C" NOT NULL,
    object TEXT COLLATE "C" NOT NULL,
    record_id TEXT COLLATE "C" NOT NULL,
    trigger TEXT COLLATE "C" NOT NULL,
    generation TEXT COLLATE "C" NOT NULL,
    seen_at TEXT COLLATE "C" NOT NULL,
    due_at TEXT COLLATE "C" NOT NULL,
    first_seen_at TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    stale INTEGER DEFAULT '0' NOT NULL,
    awaiting_facts INTEGER DEFAULT '0' NOT NULL,
    attempts INTEGER DEFAULT '0' NOT NULL,
    detail TEXT COLLATE "C",
    reason TEXT COLLATE "C",
    settled_by TEXT COLLATE "C",
    settled_at TEXT COLLATE "C",
    PRIMARY KEY (id),
    CONSTRAINT inbox_cause UNIQUE (record_id, trigger, generation, object, org_id, mode)
);

CREATE INDEX inbox_open ON inbox (mode, status, due_at, id) WHERE status IN ('waiting', 'parked');

CREATE INDEX inbox_open_record ON inbox (record_id) WHERE status IN ('waiting', 'parked');

CREATE INDEX inbox_stale ON inbox (mode, first_seen_at) WHERE stale = 1;

CREATE TABLE ledger (
    id BIGSERIAL NOT NULL,
    crm TEXT COLLATE "C" NOT NULL,
    record_id TEXT COLLATE "C" NOT NULL,
    owner_id TEXT COLLATE "C",
    undoes INTEGER DEFAULT '0' NOT NULL,
    planned INTEGER DEFAULT '0' NOT NULL,
    written_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (id)
);

CREATE INDEX ledger_record ON ledger (record_id, crm);

CREATE INDEX ledger_time ON ledger (written_at);

CREATE TABLE log (
    id BIGSERIAL NOT NULL,
    sequence BIGINT,
    recorded_at TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    ref TEXT COLLATE "C" NOT NULL,
    leaf BYTEA NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (sequence)
);

CREATE INDEX log_unsealed ON log (id) WHERE sequence IS NULL;

CREATE TABLE match_accounts (
    number BIGSERIAL NOT NULL,
    crm TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    goes_by BYTEA,
    PRIMARY KEY (number),
    CONSTRAINT match_accounts_account UNIQUE (id, crm)
);

CREATE TABLE match_keys (
    key BIGINT NOT NULL,
    account BIGINT NOT NULL,
    PRIMARY KEY (key, account)
);

CREATE TABLE match_memory (
    id BIGSERIAL NOT NULL,
    company TEXT COLLATE "C" NOT NULL,
    crm TEXT COLLATE "C" NOT NULL,
    account_id TEXT COLLATE "C" NOT NULL,
    verdict TEXT COLLATE "C" NOT NULL,
    decision_id TEXT COLLATE "C",
    put_by TEXT COLLATE "C" NOT NULL,
    put_at TEXT COLLATE "C" NOT NULL,
    revoked_by TEXT COLLATE "C",
    revoked_at TEXT COLLATE "C",
    PRIMARY KEY (id)
);

CREATE INDEX match_memory_company ON match_memory (company) WHERE revoked_at IS NULL;

CREATE TABLE match_waiting (
    account BIGINT NOT NULL,
    PRIMARY KEY (account)
);

CREATE TABLE notice_attempts (
    id BIGSERIAL NOT NULL,
    ref TEXT COLLATE "C" NOT NULL,
    decision_id TEXT COLLATE "C",
    attempted_at TEXT COLLATE "C" NOT NULL,
    channel TEXT COLLATE "C" NOT NULL,
    recipient TEXT COLLATE "C",
    result TEXT COLLATE "C" NOT NULL,
    error TEXT COLLATE "C",
    leaf BYTEA NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (ref)
);

CREATE INDEX notice_attempts_decision ON notice_attempts (decision_id);

CREATE TABLE notices (
    id BIGSERIAL NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    decision_id TEXT COLLATE "C",
    channel TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    email TEXT COLLATE "C",
    waits_for TEXT COLLATE "C",
    answers TEXT COLLATE "C",
    reason TEXT COLLATE "C",
    status TEXT COLLATE "C" NOT NULL,
    attempts INTEGER DEFAULT '0' NOT NULL,
    due_at TEXT COLLATE "C" NOT NULL,
    created_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (key)
);

CREATE INDEX notices_open ON notices (status, due_at, id) WHERE status IN ('waiting', 'due');

CREATE INDEX notices_waits ON notices (waits_for) WHERE status IN ('waiting', 'due');

CREATE TABLE organisations (
    crm TEXT COLLATE "C" NOT NULL,
    org_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (crm)
);

CREATE TABLE owner_changes (
    id BIGSERIAL NOT NULL,
    crm TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    record_id TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C" NOT NULL,
    seen_at TEXT COLLATE "C" NOT NULL,
    before TEXT COLLATE "C",
    after TEXT COLLATE "C",
    by TEXT COLLATE "C",
    PRIMARY KEY (id)
);

CREATE INDEX owner_changes_record ON owner_changes (record_id, crm);

CREATE TABLE persons (
    person TEXT COLLATE "C" NOT NULL,
    crm TEXT COLLATE "C" NOT NULL,
    object TEXT COLLATE "C" NOT NULL,
    record_id TEXT COLLATE "C" NOT NULL,
    salt TEXT COLLATE "C" NOT NULL,
    known TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (person)
);

CREATE INDEX persons_record ON persons (record_id);

CREATE TABLE pseudonyms (
    form TEXT COLLATE "C" NOT NULL,
    spelling TEXT COLLATE "C" NOT NULL,
    pseudonym TEXT COLLATE "C" NOT NULL,
    salt TEXT COLLATE "C" NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (form, spelling)
);

CREATE INDEX pseudonyms_place ON pseudonyms (place);

CREATE TABLE records (
    crm TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    stamp TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    fields TEXT COLLATE "C" NOT NULL,
    owner_id TEXT COLLATE "C",
    merged_into TEXT COLLATE "C",
    modified_by TEXT COLLATE "C",
    absorbed TEXT COLLATE "C",
    created_at TEXT COLLATE "C",
    modified_at TEXT COLLATE "C" NOT NULL,
    email TEXT COLLATE "C",
    account_id TEXT COLLATE "C",
    domain TEXT COLLATE "C",
    mailbox BIGINT,
    dial BIGINT,
    stage TEXT COLLATE "C",
    worth FLOAT(53),
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
    hash TEXT COLLATE "C" NOT NULL,
    content TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (hash)
);

CREATE TABLE timers (
    id BIGSERIAL NOT NULL,
    mode TEXT COLLATE "C" NOT NULL,
    crm TEXT COLLATE "C" NOT NULL,
    org_id TEXT COLLATE "C" NOT NULL,
    object TEXT COLLATE "C" NOT NULL,
    record_id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    due_at TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    settled_at TEXT COLLATE "C",
    PRIMARY KEY (id)
);

CREATE INDEX timers_due ON timers (mode, due_at) WHERE status = 'set';

CREATE INDEX timers_record ON timers (record_id);

CREATE TABLE tombstones (
    mark TEXT COLLATE "C" NOT NULL,
    erasure TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (mark)
);

CREATE TABLE touches (
    crm TEXT COLLATE "C" NOT NULL,
    lead_id TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    type TEXT COLLATE "C" NOT NULL,
    owner_id TEXT COLLATE "C",
    PRIMARY KEY (crm, lead_id, at, kind, id)
);

CREATE INDEX touches_activity ON touches (id, kind, crm);

CREATE TABLE tree (
    id INTEGER NOT NULL,
    size BIGINT NOT NULL,
    frontier TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE turns (
    mode TEXT COLLATE "C" NOT NULL,
    rotation TEXT COLLATE "C" NOT NULL,
    standings TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (mode, rotation)
);

CREATE TABLE write_attempts (
    id BIGSERIAL NOT NULL,
    ref TEXT COLLATE "C" NOT NULL,
    decision_id TEXT COLLATE "C" NOT NULL,
    attempted_at TEXT COLLATE "C" NOT NULL,
    result TEXT COLLATE "C" NOT NULL,
    error TEXT COLLATE "C",
    owner_before TEXT COLLATE "C",
    owner_after TEXT COLLATE "C",
    leaf BYTEA NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (ref)
);

CREATE INDEX write_attempts_decision ON write_attempts (decision_id);

CREATE TABLE writes (
    id BIGSERIAL NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    decision_id TEXT COLLATE "C" NOT NULL,
    mode TEXT COLLATE "C" NOT NULL,
    crm TEXT COLLATE "C" NOT NULL,
    record_id TEXT COLLATE "C" NOT NULL,
    extra TEXT COLLATE "C" NOT NULL,
    owner_id TEXT COLLATE "C",
    expects TEXT COLLATE "C",
    undoes INTEGER DEFAULT '0' NOT NULL,
    planned INTEGER DEFAULT '0' NOT NULL,
    attempts INTEGER DEFAULT '0' NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    due_at TEXT COLLATE "C" NOT NULL,
    created_at TEXT COLLATE "C" NOT NULL,
    issued_at TEXT COLLATE "C",
    tried_at TEXT COLLATE "C",
    settled_at TEXT COLLATE "C",
    reason TEXT COLLATE "C",
    PRIMARY KEY (id),
    UNIQUE (key),
    FOREIGN KEY(decision_id) REFERENCES decisions (decision_id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX writes_issued ON writes (issued_at);

CREATE INDEX writes_open ON writes (status, crm, due_at, id) WHERE status IN ('due', 'held', 'refused');

CREATE INDEX writes_open_record ON writes (record_id, crm) WHERE status IN ('due', 'held', 'refused');

INSERT INTO guard (id, epoch) VALUES (1, 0);

INSERT INTO tree (id, size, frontier) VALUES (1, 0, '[]');
