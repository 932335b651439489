"""The tables that are on record: what was decided, what became of it, who changed what, and the tree over
them. Times are text as they stand here: they are part of what the leaf commits to."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, Table

from state.columns import Number, Words, index_where, leaf, maybe_texts, metadata, row_id, texts

decisions = Table(
    "decisions",
    metadata,
    row_id(),
    Column("decision_id", Words, nullable=False, unique=True),
    *texts("mode", "crm", "org_id", "object", "lead_id", "decided_at", "trigger", "generation", "outcome"),
    *maybe_texts("owner_id", "owner_name", "previous_owner_id", "route"),
    *texts("reason"),
    *maybe_texts("account_id"),
    Column("match_confidence", Float(53), nullable=True),
    *maybe_texts("match_band"),
    *texts("policy_edition", "code_version", "steps", "inputs", "pool", "extra"),
    Column("knew", LargeBinary, nullable=True),  # what it knew besides what it shared, packed
    *maybe_texts("facts"),  # which rows of what it shared are new with it, and their hash
    leaf(),
    sqlite_autoincrement=True,
)
Index("decisions_lead", decisions.c.lead_id, decisions.c.crm)
Index(
    "decisions_search",  # all that a search asks for but texts, so that it reads few rows
    *(decisions.c[name] for name in ("decided_at", "mode", "crm", "outcome", "owner_id", "account_id")),
)
TO_REVIEW = index_where(decisions, "decisions_review", "match_band = 'review'", "decided_at")

shared = Table("shared", metadata, Column("hash", Words, primary_key=True), *texts("content"))

facts = Table(
    "facts",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    *texts("subject"),
    Column("whole", Integer, nullable=False),
    Column("told", LargeBinary, nullable=False),
)
WHOLE = index_where(facts, "facts_whole", "whole = 1", "subject", "id")

persons = Table(
    "persons",
    metadata,
    Column("person", Words, primary_key=True),
    *texts("crm", "object", "record_id", "salt", "known"),
)
Index("persons_record", persons.c.record_id)

write_attempts = Table(
    "write_attempts",
    metadata,
    row_id(),
    Column("ref", Words, nullable=False, unique=True),
    *texts("decision_id", "attempted_at", "result"),
    *maybe_texts("error", "owner_before", "owner_after"),
    leaf(),
    sqlite_autoincrement=True,
)
Index("write_attempts_decision", write_attempts.c.decision_id)

notice_attempts = Table(
    "notice_attempts",
    metadata,
    row_id(),
    Column("ref", Words, nullable=False, unique=True),
    *maybe_texts("decision_id"),
    *texts("attempted_at", "channel"),
    *maybe_texts("recipient"),
    *texts("result"),
    *maybe_texts("error"),
    leaf(),
    sqlite_autoincrement=True,
)
Index("notice_attempts_decision", notice_attempts.c.decision_id)

deadline_events = Table(
    "deadline_events",  # a deadline as it was set, moved, met or ended: each time all that is shown of it
    metadata,
    row_id(),
    Column("ref", Words, nullable=False, unique=True),
    *texts("clock", "event", "mode", "crm", "record_id", "checkpoint", "route"),  # started, moved, settled
    *maybe_texts("owner_id", "email"),
    *texts("started_at", "due_at", "status"),
    *maybe_texts("settled_at", "how"),
    leaf(),
    sqlite_autoincrement=True,
)
index_where(deadline_events, "deadline_events_later", "event <> 'started'", "clock")

changes = Table(
    "changes",
    metadata,
    row_id(),
    Column("ref", Words, nullable=False, unique=True),
    *texts("changed_at", "changed_by", "what"),
    *maybe_texts("before", "after"),
    leaf(),
    sqlite_autoincrement=True,
)
Index("changes_what", changes.c.what)

erasures = Table(
    "erasures",
    metadata,
    row_id(),
    Column("ref", Words, nullable=False, unique=True),
    *texts("erased_at", "erased_by", "what", "gone", "marks"),  # what: person, retention
    *maybe_texts("reason"),
    leaf(),
    sqlite_autoincrement=True,
)

tombstones = Table(
    "tombstones",  # what is not to come back, by a code that only the key's holder can make
    metadata,
    Column("mark", Words, primary_key=True),
    *texts("erasure"),
)

log = Table(
    "log",
    metadata,
    row_id(),
    Column("sequence", Number, nullable=True, unique=True),
    *texts("recorded_at", "kind", "ref"),
    leaf(),
    sqlite_autoincrement=True,
)
UNSEALED = index_where(log, "log_unsealed", "sequence IS NULL", "id")

tree = Table(
    "tree",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("size", Number, nullable=False),
    *texts("frontier"),
)

heads = Table(
    "heads",
    metadata,
    Column("size", Number, primary_key=True, autoincrement=False),
    *texts("root", "signed_at", "previous", "signature"),
)
