"""The tables that the daemon works with; those on record are beside it. Points in time are canonical text,
yes and no are 1 and 0, on both databases."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from state.columns import (
    Instant,
    Number,
    Words,
    counts,
    index_where,
    instants,
    maybe_instants,
    maybe_numbers,
    maybe_texts,
    row_id,
    texts,
)
from state.columns import metadata as metadata
from state.record_schema import decisions

REVISION = "0001"
"""The schema this code knows; equals the newest revision under migrations/."""

# What the CRMs show -------------------------------------------------------------------------------

organisations = Table("organisations", metadata, Column("crm", Words, primary_key=True), *texts("org_id"))

baselines = Table(
    "baselines", metadata, *texts("mode", "crm"), *instants("at"), PrimaryKeyConstraint("mode", "crm")
)

records = Table(
    "records",
    metadata,
    *texts("crm", "kind", "id", "stamp", "hash", "state", "fields"),
    *maybe_texts("owner_id", "merged_into", "modified_by", "absorbed"),
    *maybe_instants("created_at"),
    *instants("modified_at"),
    *maybe_texts(
        "email",  # of leads, lower case
        "account_id",  # of contacts, opportunities and converted leads
        "domain",  # of what ties a mail domain to an account: its open contacts, converted leads
    ),
    *maybe_numbers("mailbox", "dial"),  # of leads and contacts: what a person is found by
    *maybe_texts("stage"),  # of opportunities
    Column("worth", Float(53), nullable=True),  # of leads and opportunities
    *counts("counted", "history_live", "history_shadow"),  # counted: an open contact, opportunity or lead
    PrimaryKeyConstraint("crm", "kind", "id"),
)
HAS_EMAIL = index_where(records, "records_email", "email IS NOT NULL", "email")
OF_ACCOUNT = index_where(
    records, "records_account", "account_id IS NOT NULL", "account_id", "crm", "kind", "counted"
)

OF_MAILBOX = index_where(records, "records_mailbox", "mailbox IS NOT NULL", "mailbox")
OF_DIAL = index_where(records, "records_dial", "dial IS NOT NULL", "dial")
OF_DOMAIN = index_where(
    records, "records_domain", "domain IS NOT NULL", "domain", "crm", "account_id", "state"
)

IN_HAND = index_where(
    records,
    "records_load",
    "kind IN ('lead', 'opportunity') AND counted = 1",
    *("crm", "kind", "owner_id", "stage", "worth"),
)

aliases = Table(
    "aliases",
    metadata,
    *texts("crm", "kind", "id", "survivor", "stamp"),
    PrimaryKeyConstraint("crm", "kind", "id"),
)

Index("aliases_survivor", aliases.c.survivor, aliases.c.kind, aliases.c.crm)

touches = Table(
    "touches",  # activities that count, by whom they are about
    metadata,
    *texts("crm", "lead_id"),
    *instants("at"),
    *texts("kind", "id", "type"),
    *maybe_texts("owner_id"),
    PrimaryKeyConstraint("crm", "lead_id", "at", "kind", "id"),
    sqlite_with_rowid=False,
)
Index("touches_activity", touches.c.id, touches.c.kind, touches.c.crm)

owner_changes = Table(
    "owner_changes",  # of leads, by others than us
    metadata,
    row_id(),
    *texts("crm", "kind", "record_id"),
    *instants("at", "seen_at"),
    *maybe_texts("before", "after", "by"),
    sqlite_autoincrement=True,
)
Index("owner_changes_record", owner_changes.c.record_id, owner_changes.c.crm)

match_accounts = Table(
    "match_accounts",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=True),
    *texts("crm", "id"),
    Column("goes_by", LargeBinary, nullable=True),  # 8 bytes each; NULL: to be made anew
    UniqueConstraint("id", "crm", name="match_accounts_account"),
)

match_keys = Table(
    "match_keys",
    metadata,
    Column("key", Number, primary_key=True, autoincrement=False),
    Column("account", Number, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

match_waiting = Table(
    "match_waiting",  # accounts whose keys are not in match_keys yet
    metadata,
    Column("account", Number, primary_key=True, autoincrement=False),
)

cursors = Table(
    "cursors",
    metadata,
    *texts("crm", "kind", "tier"),
    *maybe_instants("since"),
    *maybe_texts("after"),
    *maybe_instants("drained_at"),
    PrimaryKeyConstraint("crm", "kind", "tier"),
)

directories = Table(
    "directories",
    metadata,
    Column("crm", Words, primary_key=True),
    *texts("seats"),
    *instants("put_at"),
)

calendar_spans = Table(
    "calendar_spans",  # what people's calendars say, and no word of what it is about
    metadata,
    *texts("email", "kind"),  # away, busy
    *instants("start", "until"),
    PrimaryKeyConstraint("email", "kind", "start"),
)

# What is to be done -------------------------------------------------------------------------------

inbox = Table(
    "inbox",
    metadata,
    row_id(),
    *texts("mode", "crm", "org_id", "object", "record_id", "trigger", "generation"),
    *instants("seen_at", "due_at", "first_seen_at"),
    *texts("status"),  # waiting, parked, done, dropped
    *counts("stale", "awaiting_facts", "attempts"),
    *maybe_texts("detail", "reason", "settled_by"),
    *maybe_instants("settled_at"),
    UniqueConstraint("record_id", "trigger", "generation", "object", "org_id", "mode", name="inbox_cause"),
    sqlite_autoincrement=True,
)
OPEN_ITEM = index_where(
    inbox, "inbox_open", "status IN ('waiting', 'parked')", "mode", "status", "due_at", "id"
)
index_where(inbox, "inbox_stale", "stale = 1", "mode", "first_seen_at")
index_where(inbox, "inbox_open_record", "status IN ('waiting', 'parked')", "record_id")

writes = Table(
    "writes",
    metadata,
    row_id(),
    Column("key", Words, nullable=False, unique=True),
    # No write without its audit row; deferred, so that the order within a transaction is free.
    Column(
        "decision_id",
        Words,
        ForeignKey(decisions.c.decision_id, deferrable=True, initially="DEFERRED"),
        nullable=False,
    ),
    *texts("mode", "crm", "record_id", "extra"),
    *maybe_texts("owner_id", "expects"),
    *counts("undoes", "planned", "attempts"),
    *texts("status"),  # due, held, refused; written, already, conflict, gone, superseded, dropped
    *instants("due_at", "created_at"),
    *maybe_instants("issued_at", "tried_at", "settled_at"),
    *maybe_texts("reason"),
    sqlite_autoincrement=True,
)
OPEN_WRITE = index_where(
    writes, "writes_open", "status IN ('due', 'held', 'refused')", "status", "crm", "due_at", "id"
)
index_where(writes, "writes_open_record", "status IN ('due', 'held', 'refused')", "record_id", "crm")
Index("writes_issued", writes.c.issued_at)

notices = Table(
    "notices",
    metadata,
    row_id(),
    Column("key", Words, nullable=False, unique=True),
    *maybe_texts("decision_id"),
    *texts("channel", "title", "body"),
    *maybe_texts("email", "waits_for", "answers", "reason"),
    *texts("status"),  # waiting (for its write), due; sent, failed, dropped
    *counts("attempts"),
    *instants("due_at", "created_at"),
    sqlite_autoincrement=True,
)
OPEN_NOTICE = index_where(notices, "notices_open", "status IN ('waiting', 'due')", "status", "due_at", "id")
index_where(notices, "notices_waits", "status IN ('waiting', 'due')", "waits_for")

ledger = Table(
    "ledger",
    metadata,
    row_id(),
    *texts("crm", "record_id"),
    *maybe_texts("owner_id"),
    *counts("undoes", "planned"),
    *instants("written_at"),
    sqlite_autoincrement=True,
)
Index("ledger_record", ledger.c.record_id, ledger.c.crm)
Index("ledger_time", ledger.c.written_at)

timers = Table(
    "timers",
    metadata,
    row_id(),
    *texts("mode", "crm", "org_id", "object", "record_id", "name"),
    *instants("due_at"),
    *texts("status"),  # set; fired, cancelled
    *maybe_instants("settled_at"),
    sqlite_autoincrement=True,
)
SET_TIMER = index_where(timers, "timers_due", "status = 'set'", "mode", "due_at")
Index("timers_record", timers.c.record_id)

clocks = Table(
    "clocks",  # service levels: what must have happened to a lead by when
    metadata,
    row_id(),
    Column("key", Words, nullable=False, unique=True),
    *texts("mode", "crm", "org_id", "object", "record_id", "checkpoint", "route", "pace", "marks"),
    *maybe_texts("owner_id", "email", "team", "how"),
    *instants("started_at", "due_at"),
    Column("allowed", Float(53), nullable=False),  # seconds
    *texts("status"),  # running; met, ended
    *maybe_instants("settled_at"),
    sqlite_autoincrement=True,
)
RUNNING = index_where(clocks, "clocks_running", "status = 'running'", "record_id", "crm")
Index("clocks_record", clocks.c.record_id, clocks.c.crm)

turns = Table(
    "turns",
    metadata,
    *texts("mode", "rotation", "standings"),
    PrimaryKeyConstraint("mode", "rotation"),
)

assignments = Table(
    "assignments",  # who was given which lead when
    metadata,
    row_id(),
    *texts("mode", "crm", "record_id", "owner_id", "email"),
    *instants("at"),
    *counts("counts"),  # towards the person's caps
    *maybe_texts("rotation", "ended"),  # whose turn it was; by what it was taken back
    sqlite_autoincrement=True,
)
Index("assignments_record", assignments.c.record_id, assignments.c.crm)
Index("assignments_time", assignments.c.mode, assignments.c.at)
COUNTED = index_where(assignments, "assignments_counted", "counts = 1", "email", "at")

# What people decided ------------------------------------------------------------------------------

absences = Table(
    "absences",
    metadata,
    row_id(),
    *texts("email", "kind"),
    Column("start", Instant, nullable=False),
    *maybe_instants("until"),
    *maybe_texts("cover"),
    *texts("put_by"),
    *instants("put_at"),
    *maybe_texts("cleared_by"),
    *maybe_instants("cleared_at"),
    sqlite_autoincrement=True,
)

match_memory = Table(
    "match_memory",
    metadata,
    row_id(),
    *texts("company", "crm", "account_id", "verdict"),  # alias or veto
    *maybe_texts("decision_id"),
    *texts("put_by"),
    *instants("put_at"),
    *maybe_texts("revoked_by"),
    *maybe_instants("revoked_at"),
    sqlite_autoincrement=True,
)
VERDICT_IN_FORCE = index_where(match_memory, "match_memory_company", "revoked_at IS NULL", "company")

controls = Table(
    "controls",
    metadata,
    Column("name", Words, primary_key=True),
    *texts("value", "put_by"),
    *instants("put_at"),
)

editions = Table(
    "editions",
    metadata,
    Column("edition", Words, primary_key=True),
    *texts("text", "words"),  # words: of fields, CRMs and channels that it was read with
    *instants("first_at"),
)

pseudonyms = Table(
    "pseudonyms",  # what colleagues who left are called wherever the record is shown
    metadata,
    Column("form", Words, primary_key=True),  # seat, email, name
    Column("spelling", Words, primary_key=True),
    *texts("pseudonym", "salt"),
    Column("place", Integer, nullable=False),  # in what order texts are read through them, from 1; seats 0
)
Index("pseudonyms_place", pseudonyms.c.place)

guard = Table(
    "guard",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("epoch", Number, nullable=False),
    *maybe_texts("holder"),
)
