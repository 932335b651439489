"""The views that measures are counted from: what became of each lead, deadline, handing over and deal.

Stable names and columns, the same rows in SQLite and PostgreSQL; `docs/measures.md` tells them. Each view
can be cut by time through an index, so that a report of a quarter does not read the years before it.
"""

from __future__ import annotations

from sqlalchemy import Connection

from state import shown

NAMES = (
    "measure_leads",
    "measure_speed",
    "measure_undecided",
    "measure_given",
    "measure_deadlines",
    "measure_deals",
    "measure_reads",
    "measure_signs",
)

_SETTLED_BY = """(d.outcome = 'assign' AND NOT EXISTS (
         SELECT 1 FROM decisions e WHERE e.lead_id = d.lead_id AND e.crm = d.crm AND e.mode = d.mode
         AND e.id < d.id AND e.outcome = 'assign')
   OR d.outcome <> 'assign' AND NOT EXISTS (
         SELECT 1 FROM decisions e WHERE e.lead_id = d.lead_id AND e.crm = d.crm AND e.mode = d.mode
         AND (e.id > d.id OR e.outcome = 'assign')))"""
"""The decision that stands for a lead: the first that gave it an owner, else the latest."""

_SAME_LEAD = "{0}.record_id = d.lead_id AND {0}.crm = d.crm AND {0}.mode = d.mode"

_LEADS = f"""
SELECT d.mode AS mode, d.crm AS crm, d.lead_id AS lead_id, d.decision_id AS decision_id,
       d.decided_at AS decided_at, {{week}} AS week, d.outcome AS outcome,
       {{told:d.route}} AS route, d.owner_id AS owner_id,
       {{owner:d.owner_id | coalesce((
         SELECT a.email FROM assignments a WHERE {_SAME_LEAD.format("a")} AND a.owner_id = d.owner_id
         ORDER BY a.id LIMIT 1), d.owner_name, d.owner_id)}} AS rep,
       d.match_band AS match_band, {{source}} AS source, r.state AS state,
       (SELECT w.status FROM writes w WHERE w."key" = d.decision_id) AS delivery,
       CASE WHEN EXISTS (
              SELECT 1 FROM decisions e WHERE e.lead_id = d.lead_id AND e.crm = d.crm AND e.mode = d.mode
              AND e.id > d.id AND e.outcome = 'assign'
              AND coalesce(e.owner_id, '') <> coalesce(d.owner_id, '')) THEN 'us'
            WHEN d.mode = 'live' AND r.state IN ('open', 'converted') AND EXISTS (
              SELECT 1 FROM ledger g WHERE g.record_id = d.lead_id AND g.crm = d.crm
              AND coalesce(g.owner_id, '') <> coalesce(r.owner_id, '') AND g.written_at < r.modified_at
              AND g.id = (SELECT max(h.id) FROM ledger h
                          WHERE h.record_id = d.lead_id AND h.crm = d.crm)) THEN 'others'
       END AS reassigned_by,
       r.created_at AS captured_at,
       (SELECT min(i.first_seen_at) FROM inbox i WHERE {_SAME_LEAD.format("i")}) AS seen_at,
       (SELECT max(i.due_at) FROM inbox i WHERE {_SAME_LEAD.format("i")} AND i."trigger" = d."trigger"
        AND i.generation = d.generation) AS eligible_at,
       (SELECT min(w.attempted_at) FROM decisions e JOIN write_attempts w ON w.decision_id = e.decision_id
        WHERE e.lead_id = d.lead_id AND e.crm = d.crm AND e.mode = d.mode AND e.id >= d.id
        AND w.result IN ('written', 'already')) AS written_at,
       (SELECT min(n.attempted_at) FROM notice_attempts n WHERE n.decision_id = d.decision_id
        AND n.channel = 'owner' AND n.result = 'sent') AS notified_at,
       (SELECT min(x.at) FROM (
          SELECT c.settled_at AS at FROM clocks c WHERE {_SAME_LEAD.format("c")}
          AND c.checkpoint = 'acknowledged' AND c.status = 'met'
          UNION ALL
          SELECT s.changed_at FROM changes s WHERE s.what = 'lead:' || d.crm || ':' || d.lead_id
          AND d.mode = 'live' AND s."after" LIKE 'accepted by %' AND s.changed_at >= d.decided_at) x
       ) AS acknowledged_at,
       (SELECT min(x.at) FROM (
          SELECT c.settled_at AS at FROM clocks c WHERE {_SAME_LEAD.format("c")}
          AND c.checkpoint = 'first_touch' AND c.status = 'met'
          UNION ALL
          SELECT t.at FROM touches t WHERE t.crm = d.crm AND t.at >= coalesce(r.created_at, d.decided_at)
          AND t.lead_id IN (
            SELECT d.lead_id UNION ALL SELECT {{contact}}
            UNION ALL SELECT b.id FROM aliases b WHERE b.survivor = d.lead_id AND b.kind = 'lead'
            AND b.crm = d.crm
            UNION ALL SELECT b.survivor FROM aliases b WHERE b.crm = d.crm AND b.kind = 'lead'
            AND b.id = d.lead_id)) x
       ) AS touched_at,
       CASE WHEN k.since <= d.decided_at AND k.until >= d.decided_at THEN 'yes' ELSE 'no' END
         AS activities_read
FROM decisions d
LEFT JOIN records r ON r.crm = d.crm AND r.kind = 'lead' AND r.id = d.lead_id
LEFT JOIN (SELECT q.crm AS crm, min(q.drained_at) AS until,
                  (SELECT min(t.at) FROM touches t WHERE t.crm = q.crm) AS since
           FROM cursors q
           WHERE q.tier = 'hot' AND q.kind IN ('task', 'event', 'call', 'email', 'meeting')
           GROUP BY q.crm) k ON k.crm = d.crm
WHERE {_SETTLED_BY}"""  # noqa: S608 (ours)

_SPEED = """
SELECT l.mode AS mode, l.crm AS crm, l.lead_id AS lead_id, l.decided_at AS decided_at, l.week AS week,
       l.route AS route, s.place AS place, s.stage AS stage,
       ({reached} - {captured}) / CAST(1000 AS DOUBLE PRECISION) AS seconds
FROM measure_leads l CROSS JOIN (
  SELECT 1 AS place, 'seen' AS stage UNION ALL SELECT 2, 'eligible' UNION ALL SELECT 3, 'decided'
  UNION ALL SELECT 4, 'written' UNION ALL SELECT 5, 'notified' UNION ALL SELECT 6, 'acknowledged'
  UNION ALL SELECT 7, 'first touch') s
WHERE l.outcome = 'assign'"""

_REACHED = """CASE s.place WHEN 1 THEN l.seen_at WHEN 2 THEN l.eligible_at WHEN 3 THEN l.decided_at
         WHEN 4 THEN l.written_at WHEN 5 THEN l.notified_at WHEN 6 THEN l.acknowledged_at
         ELSE l.touched_at END"""

_DEALS = f"""
SELECT l.mode AS mode, l.crm AS crm, l.lead_id AS lead_id, l.decided_at AS decided_at, l.route AS route,
       l.rep AS rep, l.match_band AS match_band, o.id AS opportunity_id, o.worth AS worth,
       CASE WHEN {{won}} THEN 'won' WHEN {{closed}} THEN 'lost' ELSE 'open' END AS result
FROM records o
CROSS JOIN (SELECT 'live' AS mode UNION ALL SELECT 'shadow') m
JOIN measure_leads l ON l.decision_id = (
       SELECT d.decision_id FROM records r JOIN decisions d ON d.lead_id = r.id AND d.crm = r.crm
       WHERE r.account_id = o.account_id AND r.crm = o.crm AND r.kind = 'lead' AND d.mode = m.mode
       AND d.outcome = 'assign' AND d.decided_at <= o.created_at AND {_SETTLED_BY}
       ORDER BY d.decided_at DESC, d.id DESC LIMIT 1)
WHERE o.kind = 'opportunity' AND o.state = 'open' AND o.account_id IS NOT NULL"""  # noqa: S608 (ours)

_UNDECIDED = """
SELECT i.mode AS mode, i.crm AS crm, i.record_id AS lead_id, i.first_seen_at AS seen_at,
       i.status AS status
FROM inbox i
WHERE i.status IN ('waiting', 'parked') AND NOT EXISTS (
  SELECT 1 FROM decisions e WHERE e.lead_id = i.record_id AND e.crm = i.crm AND e.mode = i.mode)"""

_GIVEN = """
SELECT a.mode AS mode, a.crm AS crm, a.record_id AS lead_id,
       {owner:a.owner_id | a.email} AS rep, a.owner_id AS owner_id,
       a.at AS given_at, a.rotation AS rotation,
       CASE WHEN a.ended = 'decline' THEN 'declined'
            WHEN EXISTS (
              SELECT 1 FROM clocks c WHERE c.record_id = a.record_id AND c.crm = a.crm AND c.mode = a.mode
              AND c.checkpoint = 'acknowledged' AND c.status = 'met' AND c.email = a.email
              AND c.started_at >= a.at AND {before_next_clock}) THEN 'accepted'
            WHEN a.mode = 'live' AND EXISTS (
              SELECT 1 FROM changes s WHERE s.what = 'lead:' || a.crm || ':' || a.record_id
              AND s."after" = 'accepted by ' || a.email
              AND s.changed_at >= a.at AND {before_next_change}) THEN 'accepted'
            ELSE 'none' END AS answer
FROM assignments a"""

_BEFORE_NEXT = """NOT EXISTS (
                SELECT 1 FROM assignments b WHERE b.record_id = a.record_id AND b.crm = a.crm
                AND b.mode = a.mode AND b.id > a.id AND b.at <= {0})"""

_DEADLINES = """
SELECT c.mode AS mode, c.crm AS crm, c.record_id AS lead_id, c.checkpoint AS checkpoint,
       {told:c.route} AS route, {owner:c.owner_id | c.email} AS rep, c.due_at AS due_at, {week} AS week,
       CASE WHEN c.status = 'met' AND c.settled_at <= c.due_at THEN 'met'
            WHEN c.status = 'ended' AND c.settled_at <= c.due_at THEN 'moot'
            ELSE 'missed' END AS result
FROM clocks c"""

_READS = f"""
SELECT d.mode AS mode, d.crm AS crm, d.lead_id AS lead_id, d.decided_at AS decided_at,
       {{field}} AS field, {{blank}} AS blank
FROM decisions d, {{values}}
WHERE {{of_lead}} AND {_SETTLED_BY}"""  # noqa: S608 (ours)

_SIGNS = """
SELECT x.crm AS crm, x.kind AS kind, x.source AS source, x.at AS at,
       ({at} - lag({at}) OVER (PARTITION BY x.crm, x.kind, x.source ORDER BY x.at))
         / CAST(1000 AS DOUBLE PRECISION) AS gap
FROM (
  SELECT r.crm AS crm, r.kind AS kind, {nothing} AS source, r.modified_at AS at FROM records r
  UNION ALL
  SELECT r.crm, r.kind, {source}, r.created_at FROM records r
  WHERE r.kind = 'lead' AND r.created_at IS NOT NULL AND {source} IS NOT NULL) x"""

_SQLITE = {
    "week": "date(substr({0}, 1, 10), 'weekday 0', '-6 days')",
    # Milliseconds since 1970. The 3 keeps every version of SQLite from rounding to another one.
    "millis": "CAST(round((julianday(substr({0}, 1, 23) || '3Z') - 2440587.5) * 86400000.0) AS INTEGER)",
    "text": "json_extract({0}.fields, '$.{1}')",
    "true": "json_extract({0}.fields, '$.{1}') = 1",
    "values": "json_each(d.inputs) g, json_each(g.value, '$[4]') v",
    "field": "json_extract(v.value, '$[0]')",
    "blank": "CASE WHEN json_type(v.value, '$[1]') IS NULL THEN 'yes' ELSE 'no' END",
    "of_lead": "json_extract(g.value, '$[1]') = d.lead_id",
    "nothing": "CAST(NULL AS TEXT)",
}
_POSTGRESQL = {
    "week": "to_char(date_trunc('week', substr({0}, 1, 10)::timestamp), 'YYYY-MM-DD')",
    "millis": "(extract(epoch FROM (substr({0}, 1, 23) || 'Z')::timestamptz) * 1000)::bigint",
    "text": "({0}.fields::json ->> '{1}')",
    "true": "({0}.fields::json ->> '{1}') = 'true'",
    "values": "json_array_elements(d.inputs::json) g (value), json_array_elements(g.value -> 4) v (value)",
    "field": "(v.value ->> 0)",
    "blank": "CASE WHEN v.value -> 1 IS NULL THEN 'yes' ELSE 'no' END",
    "of_lead": "(g.value ->> 1) = d.lead_id",
    "nothing": "NULL::text",
}


def _queries(sqlite: bool) -> dict[str, str]:
    """Each view's query, in the words of a database."""
    say = _SQLITE if sqlite else _POSTGRESQL
    source = say["text"].format("r", "source")
    read = shown.words(sqlite)
    told, owner = read["text"], read["owner"]
    return {
        "measure_leads": _LEADS.format(
            week=say["week"].format("d.decided_at"),
            source=source,
            contact=say["text"].format("r", "contact_id"),
            told=told,
            owner=owner,
        ),
        "measure_speed": _SPEED.format(
            reached=say["millis"].format(_REACHED), captured=say["millis"].format("l.captured_at")
        ),
        "measure_undecided": _UNDECIDED,
        "measure_given": _GIVEN.format(
            before_next_clock=_BEFORE_NEXT.format("c.settled_at"),
            before_next_change=_BEFORE_NEXT.format("s.changed_at"),
            owner=owner,
        ),
        "measure_deadlines": _DEADLINES.format(week=say["week"].format("c.due_at"), told=told, owner=owner),
        "measure_deals": _DEALS.format(
            won=say["true"].format("o", "won"), closed=say["true"].format("o", "closed")
        ),
        "measure_reads": _READS.format(
            **{name: say[name] for name in ("field", "blank", "values", "of_lead")}
        ),
        "measure_signs": _SIGNS.format(
            source=source, nothing=say["nothing"], at=say["millis"].format("x.at")
        ),
    }


def create(conn: Connection) -> None:
    """Makes every view."""
    queries = _queries(conn.dialect.name == "sqlite")
    for name in NAMES:
        conn.exec_driver_sql(f"CREATE VIEW {name} AS {queries[name].strip()}".replace("%", _percent(conn)))


def _percent(conn: Connection) -> str:
    """A driver that fills in parameters wants the sign twice."""
    return "%%" if conn.dialect.paramstyle in ("format", "pyformat") else "%"


def drop(conn: Connection) -> None:
    """Removes the views, those that rest on others first."""
    for name in reversed(NAMES):
        conn.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")
