"""What is counted of a period: each measure is one query over the measure views.

The texts stand in `docs/measures.md`, word for word, with what they mean: an auditor can ask the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from mappings.instants import to_text


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` until before `until`, of decisions taken `live` or in `shadow`."""

    mode: str
    since: datetime
    until: datetime


_LEADS = """FROM measure_leads
WHERE mode = :mode AND decided_at >= :since AND decided_at < :until"""

_SPEED = """
WITH reached AS MATERIALIZED (
  SELECT {cut}place, seconds FROM measure_speed
  WHERE mode = :mode AND decided_at >= :since AND decided_at < :until{which}),
counted AS (SELECT {cut}place, count(seconds) AS n FROM reached GROUP BY {cut}place),
ranked AS (
  SELECT {cut}place, seconds, row_number() OVER (PARTITION BY {cut}place ORDER BY seconds) AS k
  FROM reached WHERE seconds IS NOT NULL)
SELECT {cut}CASE place WHEN 1 THEN 'seen' WHEN 2 THEN 'eligible' WHEN 3 THEN 'decided' WHEN 4 THEN 'written'
                  WHEN 5 THEN 'notified' WHEN 6 THEN 'acknowledged' ELSE 'first touch' END AS stage, n,
       (max(CASE WHEN k = (n + 1) / 2 THEN seconds END)
        + max(CASE WHEN k = (n + 2) / 2 THEN seconds END)) / 2 AS median,
       max(CASE WHEN k = (95 * n + 99) / 100 AND n >= 20 THEN seconds END) AS p95
FROM ranked JOIN counted USING ({cut}place)
WHERE k IN ((n + 1) / 2, (n + 2) / 2, (95 * n + 99) / 100)
GROUP BY {cut}place, n
ORDER BY {cut}place"""

_RESULTS = """
SELECT {by} AS {by}, sum(leads) AS leads, sum(converted) AS converted, sum(won) AS won, sum(lost) AS lost,
       sum(is_open) AS open, sum(won_worth) AS won_worth, sum(open_worth) AS pipeline
FROM (
  SELECT {by}, 1 AS leads, CASE WHEN state = 'converted' THEN 1 ELSE 0 END AS converted,
         0 AS won, 0 AS lost, 0 AS is_open, 0.0 AS won_worth, 0.0 AS open_worth
  FROM measure_leads
  WHERE mode = :mode AND decided_at >= :since AND decided_at < :until AND outcome = 'assign'
  UNION ALL
  SELECT {by}, 0, 0, CASE WHEN result = 'won' THEN 1 ELSE 0 END,
         CASE WHEN result = 'lost' THEN 1 ELSE 0 END, CASE WHEN result = 'open' THEN 1 ELSE 0 END,
         CASE WHEN result = 'won' THEN coalesce(worth, 0) ELSE 0 END,
         CASE WHEN result = 'open' THEN coalesce(worth, 0) ELSE 0 END
  FROM measure_deals
  WHERE mode = :mode AND decided_at >= :since AND decided_at < :until) x
GROUP BY {by}
ORDER BY sum(leads) DESC, {by}"""

QUERIES = {
    "speed": _SPEED.format(cut="", which=""),
    "speed_by_week": _SPEED.format(cut="week, ", which="\n  AND place IN (4, 7)"),
    "speed_spread": """
WITH reached AS MATERIALIZED (
  SELECT stage, place, seconds FROM measure_speed
  WHERE mode = :mode AND decided_at >= :since AND decided_at < :until AND place IN (4, 7))
SELECT stage, CASE WHEN seconds < 10 THEN 1 WHEN seconds < 30 THEN 2 WHEN seconds < 60 THEN 3
                   WHEN seconds < 120 THEN 4 WHEN seconds < 300 THEN 5 WHEN seconds < 900 THEN 6
                   WHEN seconds < 3600 THEN 7 WHEN seconds < 14400 THEN 8 WHEN seconds < 86400 THEN 9
                   ELSE 10 END AS span, count(*) AS leads
FROM reached
WHERE seconds IS NOT NULL
GROUP BY stage, place, span
ORDER BY place, span""",
    "match": f"""
SELECT match_band, count(*) AS leads
{_LEADS} AND match_band IS NOT NULL
GROUP BY match_band
ORDER BY match_band""",
    "reassigned": f"""
SELECT reassigned_by, count(*) AS leads
{_LEADS} AND outcome = 'assign'
GROUP BY reassigned_by
ORDER BY reassigned_by IS NULL, reassigned_by""",
    "deadlines": """
SELECT checkpoint, route, count(*) AS n, sum(CASE WHEN result = 'met' THEN 1 ELSE 0 END) AS met
FROM measure_deadlines
WHERE mode = :mode AND due_at >= :since AND due_at < :until AND result <> 'moot'
GROUP BY checkpoint, route
ORDER BY checkpoint, route""",
    "deadlines_by_week": """
SELECT week, count(*) AS n, sum(CASE WHEN result = 'met' THEN 1 ELSE 0 END) AS met
FROM measure_deadlines
WHERE mode = :mode AND due_at >= :since AND due_at < :until AND result <> 'moot'
GROUP BY week
ORDER BY week""",
    "outcomes": f"""
SELECT week, outcome, CASE WHEN outcome <> 'assign' THEN 'no'
                           WHEN delivery IN ('refused', 'held', 'dropped') THEN 'no' ELSE 'yes' END AS routed,
       CASE WHEN outcome = 'assign' AND route = 'otherwise' THEN 'yes' ELSE 'no' END AS fallback,
       count(*) AS leads
{_LEADS}
GROUP BY week, outcome, routed, fallback
ORDER BY week, outcome, routed, fallback""",
    "undecided": """
SELECT status, count(*) AS arrivals
FROM measure_undecided
WHERE mode = :mode AND seen_at >= :since AND seen_at < :until
GROUP BY status
ORDER BY status""",
    "touched": f"""
SELECT CASE WHEN touched_at IS NOT NULL THEN 'yes' WHEN state = 'converted' THEN 'yes'
            WHEN activities_read = 'yes' THEN 'no' ELSE 'unknown' END AS touched, count(*) AS leads
{_LEADS} AND outcome = 'assign'
GROUP BY touched
ORDER BY touched""",
    "given": """
SELECT rep, count(*) AS leads, sum(CASE WHEN answer = 'accepted' THEN 1 ELSE 0 END) AS accepted,
       sum(CASE WHEN answer = 'declined' THEN 1 ELSE 0 END) AS declined,
       sum(CASE WHEN answer = 'none' THEN 1 ELSE 0 END) AS no_answer
FROM measure_given
WHERE mode = :mode AND given_at >= :since AND given_at < :until
GROUP BY rep
ORDER BY leads DESC, rep""",
    "open_now": """
SELECT g.rep AS rep, count(*) AS leads
FROM (SELECT DISTINCT rep, crm, owner_id FROM measure_given WHERE mode = :mode) g
JOIN records r ON r.crm = g.crm AND r.owner_id = g.owner_id AND r.kind = 'lead'
 AND r.kind IN ('lead', 'opportunity') AND r.counted = 1
GROUP BY g.rep
ORDER BY leads DESC, g.rep""",
    "turns": """
SELECT rotation, rep, count(*) AS leads
FROM measure_given
WHERE mode = :mode AND given_at >= :since AND given_at < :until AND rotation IS NOT NULL
GROUP BY rotation, rep
ORDER BY rotation, rep""",
    "results_by_route": _RESULTS.format(by="route"),
    "results_by_rep": _RESULTS.format(by="rep"),
    "results_by_band": _RESULTS.format(by="match_band"),
    "silence": """
SELECT crm, kind, source, count(*) AS n, max(at) AS last_at,
       max(CASE WHEN at >= :since THEN gap END) AS longest
FROM measure_signs
WHERE at < :until
GROUP BY crm, kind, source
ORDER BY crm, kind, source IS NOT NULL, source""",
    "reads": """
SELECT crm, field, count(*) AS n, sum(CASE WHEN blank = 'yes' THEN 1 ELSE 0 END) AS blank
FROM measure_reads
WHERE mode = :mode AND decided_at >= :since AND decided_at < :until
  AND decided_at >= coalesce((
    SELECT decided_at FROM decisions WHERE mode = :mode AND decided_at >= :since AND decided_at < :until
    ORDER BY decided_at DESC LIMIT 1 OFFSET 199999), :since)
GROUP BY crm, field
ORDER BY crm, field""",
    "fights": """
SELECT crm, record_id AS lead_id, count(*) AS writes, sum(undoes) AS undone, max(written_at) AS last_at
FROM ledger
WHERE :mode = 'live' AND written_at >= :since AND written_at < :until
GROUP BY crm, record_id
HAVING sum(undoes) > 0
ORDER BY sum(undoes) DESC, crm, record_id""",
}


def ask(conn: Connection, name: str, period: Period) -> list[dict[str, Any]]:
    """The rows of one measure, by column."""
    about = {"mode": period.mode, "since": to_text(period.since), "until": to_text(period.until)}
    query = text(QUERIES[name].strip())
    return [dict(row._mapping) for row in conn.execute(query, about)]
