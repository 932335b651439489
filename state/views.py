"""The auditors' views: stable names and columns, the same rows in SQLite and PostgreSQL.

A decision is stored as one row with compact JSON; the views unfold it and join the values about
persons back, `[erased]` where they are gone.
"""

from __future__ import annotations

from sqlalchemy import Connection

from state import measure_views

NAMES = (
    "audit_decisions",
    "audit_steps",
    "audit_inputs",
    "audit_candidates",
    "audit_matches",
    "audit_writes",
    "audit_notices",
    "audit_changes",
    "audit_erasures",
    "audit_deadlines",
    "audit_log",
    "audit_heads",
)

POOLED = ("audit_pools", "audit_people")
"""`audit_candidates` before it is unfolded, to count over many decisions. No export has them: they say no
more."""

_DECISIONS = """
SELECT decision_id, mode, crm, org_id, object, lead_id, decided_at, trigger, generation, outcome,
       owner_id, owner_name, previous_owner_id, route, reason, account_id, match_confidence,
       match_band, policy_edition, code_version, {leaf} AS leaf
FROM decisions"""

DEADLINE = """
SELECT rtrim(rtrim(e.clock, '0123456789'), ':') AS decision_id, e.mode AS mode, e.crm AS crm,
       e.record_id AS lead_id, e.checkpoint AS checkpoint, e.route AS route, e.owner_id AS owner_id,
       e.started_at AS started_at, e.due_at AS due_at, e.status AS status, e.settled_at AS settled_at,
       e.how AS how,
       CASE WHEN e.status = 'ended' THEN NULL
            WHEN e.settled_at IS NULL THEN NULL
            WHEN e.settled_at <= e.due_at THEN 'yes' ELSE 'no' END AS in_time"""
"""What is shown of a deadline as it was after one event."""

LATER = "SELECT 1 FROM deadline_events n WHERE n.event <> 'started' AND n.clock = e.clock AND n.id > e.id"
"""Whether something happened to it since; through the index of what did."""

PLAIN = {
    "audit_decisions": _DECISIONS,
    "audit_writes": """
SELECT decision_id, attempted_at, result, error, owner_before, owner_after FROM write_attempts""",
    "audit_notices": """
SELECT decision_id, attempted_at, channel, recipient, result, error FROM notice_attempts""",
    "audit_deadlines": f"{DEADLINE}\nFROM deadline_events e WHERE NOT EXISTS ({LATER})",
    "audit_changes": 'SELECT changed_at, changed_by, what, "before", "after" FROM changes',
    "audit_erasures": """
SELECT erasures.ref AS erasure_id, erased_at, erased_by, what, reason, gone, marks AS tombstones
FROM erasures""",
    "audit_log": "SELECT sequence, recorded_at, kind, ref, {leaf} AS leaf FROM log",
    "audit_heads": "SELECT size, root, signed_at, signature FROM heads",
}

_SQLITE = {
    "audit_steps": """
SELECT d.decision_id AS decision_id, s.key + 1 AS position,
       json_extract(s.value, '$[0]') AS step, json_extract(s.value, '$[1]') AS result,
       json_extract(s.value, '$[2]') AS detail
FROM decisions d, json_each(d.steps) s""",
    "audit_inputs": """
SELECT d.decision_id AS decision_id, json_extract(g.value, '$[0]') AS object,
       json_extract(g.value, '$[1]') AS record_id, json_extract(v.value, '$[0]') AS field,
       CASE WHEN json_type(v.value, '$[1]') = 'integer'
            THEN coalesce((SELECT json_extract(p.known, '$."' || json_extract(g.value, '$[3]') || '"['
                                                        || json_extract(v.value, '$[1]') || ']')
                           FROM persons p WHERE p.person = json_extract(g.value, '$[2]')), '[erased]')
            ELSE json_extract(v.value, '$[1]')
       END AS value
FROM decisions d, json_each(d.inputs) g, json_each(g.value, '$[4]') v""",
    "audit_candidates": """
SELECT d.decision_id AS decision_id, json_extract(p.value, '$[0]') AS owner_id,
       json_extract(p.value, '$[1]') AS owner_name,
       CASE json_extract(g.value, '$[0]') WHEN 1 THEN 'yes' ELSE 'no' END AS eligible,
       json_extract(g.value, '$[1]') AS reason,
       json_extract(g.value, '$[3][' || p.key || ']') AS rank
FROM decisions d, json_each(d.pool) g
JOIN shared r ON r.hash = json_extract(g.value, '$[2]'), json_each(r.content) p""",
    "audit_pools": """
SELECT d.decision_id AS decision_id, d.mode AS mode,
       CASE json_extract(g.value, '$[0]') WHEN 1 THEN 'yes' ELSE 'no' END AS eligible,
       json_extract(g.value, '$[1]') AS reason, json_extract(g.value, '$[2]') AS people
FROM decisions d, json_each(d.pool) g""",
    "audit_people": """
SELECT r.hash AS people, json_extract(p.value, '$[0]') AS owner_id,
       json_extract(p.value, '$[1]') AS owner_name
FROM shared r, json_each(r.content) p
WHERE p.type = 'array'""",
    "audit_matches": """
SELECT d.decision_id AS decision_id, m.key + 1 AS rank, json_extract(m.value, '$[0]') AS crm,
       json_extract(m.value, '$[1]') AS account_id, json_extract(m.value, '$[2]') AS confidence,
       json_extract(e.content, '$[0]') AS evidence
FROM decisions d, json_each(d.extra, '$.matches') m
JOIN shared e ON e.hash = json_extract(m.value, '$[3]')""",
}

_POSTGRESQL = {
    "audit_steps": """
SELECT d.decision_id, s.n::integer AS position, s.value ->> 0 AS step, s.value ->> 1 AS result,
       s.value ->> 2 AS detail
FROM decisions d, json_array_elements(d.steps::json) WITH ORDINALITY s (value, n)""",
    "audit_inputs": """
SELECT d.decision_id, g.value ->> 0 AS object, g.value ->> 1 AS record_id, v.value ->> 0 AS field,
       CASE WHEN json_typeof(v.value -> 1) = 'number'
            THEN coalesce((SELECT p.known::json -> (g.value ->> 3) ->> (v.value ->> 1)::integer
                           FROM persons p WHERE p.person = g.value ->> 2), '[erased]')
            ELSE v.value ->> 1
       END AS value
FROM decisions d, json_array_elements(d.inputs::json) g (value),
     json_array_elements(g.value -> 4) v (value)""",
    "audit_candidates": """
SELECT d.decision_id, p.value ->> 0 AS owner_id, p.value ->> 1 AS owner_name,
       CASE g.value ->> 0 WHEN '1' THEN 'yes' ELSE 'no' END AS eligible, g.value ->> 1 AS reason,
       (g.value -> 3 ->> (p.n - 1)::integer)::integer AS rank
FROM decisions d, json_array_elements(d.pool::json) g (value)
JOIN shared r ON r.hash = g.value ->> 2, json_array_elements(r.content::json) WITH ORDINALITY p (value, n)""",
    "audit_pools": """
SELECT d.decision_id, d.mode, CASE g.value ->> 0 WHEN '1' THEN 'yes' ELSE 'no' END AS eligible,
       g.value ->> 1 AS reason, g.value ->> 2 AS people
FROM decisions d, json_array_elements(d.pool::json) g (value)""",
    "audit_people": """
SELECT r.hash AS people, p.value ->> 0 AS owner_id, p.value ->> 1 AS owner_name
FROM shared r, json_array_elements(r.content::json) p (value)
WHERE json_typeof(p.value) = 'array'""",
    "audit_matches": """
SELECT d.decision_id, m.n::integer AS rank, m.value ->> 0 AS crm, m.value ->> 1 AS account_id,
       (m.value ->> 2)::double precision AS confidence, e.content::json ->> 0 AS evidence
FROM decisions d, json_array_elements(d.extra::json -> 'matches') WITH ORDINALITY m (value, n)
JOIN shared e ON e.hash = m.value ->> 3""",
}


def create(conn: Connection) -> None:
    """Makes every view, those of the measures too."""
    sqlite = conn.dialect.name == "sqlite"
    leaf = "lower(hex(leaf))" if sqlite else "encode(leaf, 'hex')"
    queries = PLAIN | (_SQLITE if sqlite else _POSTGRESQL)
    for name in (*NAMES, *POOLED):
        conn.exec_driver_sql(f"CREATE VIEW {name} AS {queries[name].format(leaf=leaf).strip()}")
    measure_views.create(conn)


def drop(conn: Connection) -> None:
    """Removes the views, so that a revision can change what they rest on."""
    measure_views.drop(conn)
    for name in (*NAMES, *POOLED):
        conn.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")
