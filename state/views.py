"""The auditors' views: stable names and columns, the same rows in SQLite and PostgreSQL.

A decision is stored as one row with compact JSON; the views unfold it and join the values about
persons back, `[erased]` where they are gone. They read colleagues who left through their pseudonyms:
`{text:...}` and `{owner:...}` are those of `shown`.
"""

from __future__ import annotations

from sqlalchemy import Connection

from state import measure_views, shown

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
       owner_id, {owner:owner_id | owner_name} AS owner_name, previous_owner_id,
       {text:route} AS route, {text:reason} AS reason, account_id, match_confidence,
       match_band, policy_edition, code_version, {leaf} AS leaf
FROM decisions"""

_DEADLINE = """
SELECT rtrim(rtrim(e.clock, '0123456789'), ':') AS decision_id, e.mode AS mode, e.crm AS crm,
       e.record_id AS lead_id, e.checkpoint AS checkpoint, {text:e.route} AS route, e.owner_id AS owner_id,
       e.started_at AS started_at, e.due_at AS due_at, e.status AS status, e.settled_at AS settled_at,
       {text:e.how} AS how,
       CASE WHEN e.status = 'ended' THEN NULL
            WHEN e.settled_at IS NULL THEN NULL
            WHEN e.settled_at <= e.due_at THEN 'yes' ELSE 'no' END AS in_time"""
"""What is shown of a deadline as it was after one event."""

LATER = "SELECT 1 FROM deadline_events n WHERE n.event <> 'started' AND n.clock = e.clock AND n.id > e.id"
"""Whether something happened to it since; through the index of what did."""

_PLAIN = {
    "audit_decisions": _DECISIONS,
    "audit_writes": """
SELECT decision_id, attempted_at, result, {text:error} AS error, owner_before, owner_after
FROM write_attempts""",
    "audit_notices": """
SELECT decision_id, attempted_at, channel, {text:recipient} AS recipient, result, {text:error} AS error
FROM notice_attempts""",
    "audit_deadlines": f"{_DEADLINE}\nFROM deadline_events e WHERE NOT EXISTS ({LATER})",
    "audit_changes": """
SELECT changed_at, {text:changed_by} AS changed_by, {text:what} AS what, {text:"before"} AS "before",
       {text:"after"} AS "after" FROM changes""",
    "audit_erasures": """
SELECT erasures.ref AS erasure_id, erased_at, {text:erased_by} AS erased_by, what, {text:reason} AS reason,
       gone, marks AS tombstones
FROM erasures""",
    "audit_log": "SELECT sequence, recorded_at, kind, ref, {leaf} AS leaf FROM log",
    "audit_heads": "SELECT size, root, signed_at, signature FROM heads",
}

_SQLITE = {
    "audit_steps": """
SELECT d.decision_id AS decision_id, s.key + 1 AS position,
       {text:json_extract(s.value, '$[0]')} AS step, {text:json_extract(s.value, '$[1]')} AS result,
       {text:json_extract(s.value, '$[2]')} AS detail
FROM decisions d, json_each(d.steps) s""",
    "audit_inputs": """
SELECT d.decision_id AS decision_id, json_extract(g.value, '$[0]') AS object,
       json_extract(g.value, '$[1]') AS record_id, json_extract(v.value, '$[0]') AS field,
       {text:(CASE WHEN json_type(v.value, '$[1]') = 'integer'
            THEN coalesce((SELECT json_extract(p.known, '$."' || json_extract(g.value, '$[3]') || '"['
                                                        || json_extract(v.value, '$[1]') || ']')
                           FROM persons p WHERE p.person = json_extract(g.value, '$[2]')), '[erased]')
            ELSE json_extract(v.value, '$[1]')
       END)} AS value
FROM decisions d, json_each(d.inputs) g, json_each(g.value, '$[4]') v""",
    "audit_candidates": """
SELECT d.decision_id AS decision_id, json_extract(m.value, '$[0]') AS owner_id,
       {owner:json_extract(m.value, '$[0]') | json_extract(m.value, '$[1]')} AS owner_name,
       CASE json_extract(g.value, '$[0]') WHEN 1 THEN 'yes' ELSE 'no' END AS eligible,
       {text:json_extract(g.value, '$[1]')} AS reason,
       json_extract(g.value, '$[3][' || m.key || ']') AS rank
FROM decisions d, json_each(d.pool) g
JOIN shared r ON r.hash = json_extract(g.value, '$[2]'), json_each(r.content) m""",
    "audit_pools": """
SELECT d.decision_id AS decision_id, d.mode AS mode,
       CASE json_extract(g.value, '$[0]') WHEN 1 THEN 'yes' ELSE 'no' END AS eligible,
       {text:json_extract(g.value, '$[1]')} AS reason, json_extract(g.value, '$[2]') AS people
FROM decisions d, json_each(d.pool) g""",
    "audit_people": """
SELECT r.hash AS people, json_extract(m.value, '$[0]') AS owner_id,
       {owner:json_extract(m.value, '$[0]') | json_extract(m.value, '$[1]')} AS owner_name
FROM shared r, json_each(r.content) m
WHERE m.type = 'array'""",
    "audit_matches": """
SELECT d.decision_id AS decision_id, m.key + 1 AS rank, json_extract(m.value, '$[0]') AS crm,
       json_extract(m.value, '$[1]') AS account_id, json_extract(m.value, '$[2]') AS confidence,
       {text:json_extract(e.content, '$[0]')} AS evidence
FROM decisions d, json_each(d.extra, '$.matches') m
JOIN shared e ON e.hash = json_extract(m.value, '$[3]')""",
}

_POSTGRESQL = {
    "audit_steps": """
SELECT d.decision_id, s.n::integer AS position, {text:(s.value ->> 0)} AS step,
       {text:(s.value ->> 1)} AS result, {text:(s.value ->> 2)} AS detail
FROM decisions d, json_array_elements(d.steps::json) WITH ORDINALITY s (value, n)""",
    "audit_inputs": """
SELECT d.decision_id, g.value ->> 0 AS object, g.value ->> 1 AS record_id, v.value ->> 0 AS field,
       {text:(CASE WHEN json_typeof(v.value -> 1) = 'number'
            THEN coalesce((SELECT p.known::json -> (g.value ->> 3) ->> (v.value ->> 1)::integer
                           FROM persons p WHERE p.person = g.value ->> 2), '[erased]')
            ELSE v.value ->> 1
       END)} AS value
FROM decisions d, json_array_elements(d.inputs::json) g (value),
     json_array_elements(g.value -> 4) v (value)""",
    "audit_candidates": """
SELECT d.decision_id, m.value ->> 0 AS owner_id, {owner:m.value ->> 0 | m.value ->> 1} AS owner_name,
       CASE g.value ->> 0 WHEN '1' THEN 'yes' ELSE 'no' END AS eligible, {text:(g.value ->> 1)} AS reason,
       (g.value -> 3 ->> (m.n - 1)::integer)::integer AS rank
FROM decisions d, json_array_elements(d.pool::json) g (value)
JOIN shared r ON r.hash = g.value ->> 2, json_array_elements(r.content::json) WITH ORDINALITY m (value, n)""",
    "audit_pools": """
SELECT d.decision_id, d.mode, CASE g.value ->> 0 WHEN '1' THEN 'yes' ELSE 'no' END AS eligible,
       {text:(g.value ->> 1)} AS reason, g.value ->> 2 AS people
FROM decisions d, json_array_elements(d.pool::json) g (value)""",
    "audit_people": """
SELECT r.hash AS people, m.value ->> 0 AS owner_id, {owner:m.value ->> 0 | m.value ->> 1} AS owner_name
FROM shared r, json_array_elements(r.content::json) m (value)
WHERE json_typeof(m.value) = 'array'""",
    "audit_matches": """
SELECT d.decision_id, m.n::integer AS rank, m.value ->> 0 AS crm, m.value ->> 1 AS account_id,
       (m.value ->> 2)::double precision AS confidence, {text:(e.content::json ->> 0)} AS evidence
FROM decisions d, json_array_elements(d.extra::json -> 'matches') WITH ORDINALITY m (value, n)
JOIN shared e ON e.hash = m.value ->> 3""",
}


def create(conn: Connection) -> None:
    """Makes every view, those of the measures too."""
    for name in (*NAMES, *POOLED):
        conn.exec_driver_sql(f"CREATE VIEW {name} AS {query(conn, name)}")
    measure_views.create(conn)


def query(conn: Connection, name: str) -> str:
    """The query of a view."""
    return _filled(conn, (_PLAIN | (_SQLITE if conn.dialect.name == "sqlite" else _POSTGRESQL))[name])


def deadline(conn: Connection) -> str:
    """What `audit_deadlines` selects of an event `e`."""
    return _filled(conn, _DEADLINE)


def _filled(conn: Connection, template: str) -> str:
    sqlite = conn.dialect.name == "sqlite"
    leaf = "lower(hex(leaf))" if sqlite else "encode(leaf, 'hex')"
    return template.format(leaf=leaf, **shown.words(sqlite)).strip()


def drop(conn: Connection) -> None:
    """Removes the views, so that a revision can change what they rest on."""
    measure_views.drop(conn)
    for name in (*NAMES, *POOLED):
        conn.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")
