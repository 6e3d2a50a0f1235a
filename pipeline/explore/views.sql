-- Views over the tables, for people who ask questions. What each is for, and what its columns mean: comments.toml.

CREATE VIEW strategy_paths AS
WITH RECURSIVE up AS (
    SELECT strategy_id AS leaf, strategy_id, parent_id, label, text, 0 AS height FROM strategies
    UNION ALL
    SELECT up.leaf, s.strategy_id, s.parent_id, s.label, s.text, up.height + 1
    FROM up JOIN strategies s ON s.strategy_id = up.parent_id
)
SELECT
    leaf AS strategy_id,
    arg_max(label, height) AS strategy_label,
    arg_max(text, height) AS strategy,
    CASE WHEN max(height) > 0 THEN arg_min(label, height) END AS approach_label,
    string_agg(text, ' › ' ORDER BY height DESC) FILTER (parent_id IS NOT NULL) AS approach
FROM up GROUP BY leaf;

CREATE VIEW outline AS
WITH RECURSIVE down AS (
    SELECT section_id, [label || title] AS path FROM sections WHERE parent_id IS NULL
    UNION ALL
    SELECT s.section_id, list_append(down.path, s.label || s.title) FROM down JOIN sections s ON s.parent_id = down.section_id
)
SELECT
    s.document_id, d.title AS plan, s.ordinal, s.section_id, s.level, s.label, s.label_restored, s.title, s.kind, s.role,
    array_to_string(down.path, ' › ') AS section_path, s.text, s.page
FROM sections s JOIN down USING (section_id) JOIN documents d USING (document_id)
ORDER BY s.document_id, s.ordinal;

-- The rows of plan_rows: each indicator, each measure without indicator, each strategy on which nothing hangs.
CREATE VIEW records AS
WITH found AS (
    SELECT
        i.document_id, i.indicator_id, i.measure_id, coalesce(i.strategy_id, m.strategy_id) AS strategy_id, i.section_id,
        coalesce(i.table_id, m.table_id) AS table_id, CASE WHEN i.table_id IS NULL THEN m."row" ELSE i."row" END AS "row",
        i.page, coalesce(m.ordinal, i.ordinal) AS rank, i.ordinal AS second, i.spans[1].start AS place
    FROM indicators i LEFT JOIN measures m USING (measure_id)
    UNION ALL
    SELECT document_id, NULL, measure_id, strategy_id, section_id, table_id, "row", page, ordinal, -1, spans[1].start
    FROM measures WHERE measure_id NOT IN (SELECT measure_id FROM indicators WHERE measure_id IS NOT NULL)
    UNION ALL
    SELECT document_id, NULL, NULL, strategy_id, section_id, table_id, "row", page, ordinal, -1, spans[1].start
    FROM strategies
    WHERE strategy_id NOT IN (
        SELECT strategy_id FROM measures WHERE strategy_id IS NOT NULL
        UNION SELECT strategy_id FROM indicators WHERE strategy_id IS NOT NULL
        UNION SELECT parent_id FROM strategies WHERE parent_id IS NOT NULL
    )
)
SELECT coalesce(indicator_id, measure_id, strategy_id) AS record_id, * FROM found;

-- The cells that stand beside a record: those whose rows cover its row, merged cells with all of theirs.
CREATE VIEW record_cells AS
SELECT
    r.record_id, c.document_id, c.table_id, c."row", c."column", c.row_span, c.text,
    split_part(c.role, ':', 1) AS role, nullif(split_part(c.role, ':', 2), '') AS role_year
FROM records r JOIN cells c
    ON c.document_id = r.document_id AND c.table_id = r.table_id AND r."row" >= c."row" AND r."row" < c."row" + c.row_span
WHERE c.role IS NOT NULL AND NOT c.is_header;

-- Which periods, agencies, targets and amounts belong to a record. Where its table has columns for that kind of fact, those of
-- these columns do; elsewhere those of its own words. A fact that belongs to a measure as a whole stands with each of its
-- indicators, but one that stands in the row of some of them stands with these alone.
CREATE VIEW record_facts AS
WITH facts AS (
    SELECT 'period' AS kind, period_id AS fact_id, document_id, ordinal, measure_id, indicator_id, table_id, "row", "column" FROM periods
    UNION ALL
    SELECT 'agency', assignment_id, document_id, ordinal, measure_id, indicator_id, table_id, "row", "column" FROM agencies
    UNION ALL
    SELECT 'target', target_id, document_id, ordinal, measure_id, indicator_id, table_id, "row", "column" FROM targets
    UNION ALL
    SELECT 'amount', amount_id, document_id, ordinal, measure_id, NULL, table_id, "row", "column" FROM amounts
),
kinds(kind, role) AS (
    VALUES ('period', 'period'), ('period', 'deadline'), ('agency', 'agency'), ('agency', 'lead_agency'),
        ('agency', 'support_agency'), ('target', 'target'), ('target', 'baseline'), ('amount', 'budget')
),
columns_of_kind AS (
    SELECT DISTINCT c.record_id, k.kind FROM record_cells c JOIN kinds k USING (role)
),
beside AS (  -- facts of the columns for their kind, in cells that cover the record's row
    SELECT c.record_id, k.kind, f.fact_id, f.document_id, f.ordinal, f.measure_id, f.indicator_id, c.row_span
    FROM record_cells c
    JOIN kinds k USING (role)
    JOIN facts f
        ON f.document_id = c.document_id AND f.table_id = c.table_id AND f."row" = c."row" AND f."column" = c."column" AND f.kind = k.kind
),
owned AS (
    SELECT r.record_id, f.kind, f.fact_id, f.document_id, f.ordinal, f.table_id, f."row", f."column"
    FROM facts f JOIN records r ON r.indicator_id = f.indicator_id
    UNION ALL
    SELECT r.record_id, f.kind, f.fact_id, f.document_id, f.ordinal, f.table_id, f."row", f."column"
    FROM facts f JOIN records r ON r.measure_id = f.measure_id WHERE f.indicator_id IS NULL OR r.indicator_id IS NULL
),
here AS (
    SELECT b.record_id, b.kind, b.fact_id, b.document_id, b.ordinal
    FROM beside b
    WHERE b.row_span > 1 OR (b.measure_id IS NULL AND b.indicator_id IS NULL)
        OR EXISTS (SELECT 1 FROM owned o WHERE o.record_id = b.record_id AND o.fact_id = b.fact_id)
),
elsewhere AS (  -- owned facts that stand in no record's row
    SELECT o.record_id, o.kind, o.fact_id, o.document_id, o.ordinal
    FROM owned o
    LEFT JOIN columns_of_kind k ON k.record_id = o.record_id AND k.kind = o.kind
    LEFT JOIN cells c
        ON c.document_id = o.document_id AND c.table_id = o.table_id AND c."row" = o."row" AND c."column" = o."column"
    LEFT JOIN kinds fits ON fits.kind = o.kind AND fits.role = split_part(c.role, ':', 1)
    WHERE (k.kind IS NULL OR fits.kind IS NOT NULL) AND o.fact_id NOT IN (SELECT fact_id FROM here)
)
SELECT * FROM here UNION SELECT * FROM elsewhere;

CREATE VIEW plan_rows AS
WITH words AS (
    SELECT
        record_id,
        string_agg(coalesce(role_year || '：', '') || text, '；' ORDER BY "column") FILTER (role = 'target' AND text <> '') AS target,
        string_agg(text, '；' ORDER BY "column") FILTER (role = 'baseline' AND text <> '') AS baseline,
        string_agg(text, '；' ORDER BY "column") FILTER (role IN ('period', 'deadline') AND text <> '') AS period,
        string_agg(text, '；' ORDER BY "column") FILTER (role IN ('agency', 'lead_agency', 'support_agency') AND text <> '') AS agency,
        string_agg(text, '；' ORDER BY "column") FILTER (role = 'budget' AND text <> '') AS budget,
        string_agg(text, '；' ORDER BY "column") FILTER (role = 'item' AND text <> '') AS item,
        string_agg(text, '；' ORDER BY "column") FILTER (role = 'note' AND text <> '') AS note
    FROM record_cells GROUP BY record_id
),
target_facts AS (
    SELECT
        f.record_id, string_agg(t.text, '；' ORDER BY t.ordinal) FILTER (NOT t.is_baseline) AS words,
        string_agg(t.text, '；' ORDER BY t.ordinal) FILTER (t.is_baseline) AS baseline,
        list({'target_id': t.target_id, 'year': t.year, 'comparator': t.comparator, 'value': t.value, 'value_max': t.value_max,
              'unit': t.unit, 'per': t.per, 'text': t.text, 'status': t.status, 'is_baseline': t.is_baseline} ORDER BY t.ordinal) AS facts
    FROM record_facts f JOIN targets t ON t.target_id = f.fact_id WHERE f.kind = 'target' GROUP BY f.record_id
),
period_facts AS (
    SELECT
        f.record_id, string_agg(p.text, '；' ORDER BY p.ordinal) AS words, min(p.start) AS first, max(p."end") AS last,
        list({'period_id': p.period_id, 'kind': p.kind, 'start': p.start, 'end': p."end", 'rrule': p.rrule, 'text': p.text}
             ORDER BY p.ordinal) AS facts
    FROM record_facts f JOIN periods p ON p.period_id = f.fact_id WHERE f.kind = 'period' GROUP BY f.record_id
),
agency_facts AS (
    SELECT
        f.record_id, string_agg(a.name, '、' ORDER BY a.ordinal) AS words,
        string_agg(coalesce(a.agency, a.name), '、' ORDER BY a.ordinal) FILTER (a.role = 'lead') AS lead,
        string_agg(coalesce(a.agency, a.name), '、' ORDER BY a.ordinal) FILTER (a.role = 'support') AS support,
        string_agg(coalesce(a.agency, a.name), '、' ORDER BY a.ordinal) FILTER (a.role NOT IN ('lead', 'support')) AS others,
        list({'assignment_id': a.assignment_id, 'role': a.role, 'role_text': a.role_text, 'name': a.name, 'agency': a.agency}
             ORDER BY a.ordinal) AS facts
    FROM record_facts f JOIN agencies a ON a.assignment_id = f.fact_id WHERE f.kind = 'agency' GROUP BY f.record_id
),
amount_facts AS (
    SELECT f.record_id, string_agg(m.text, '；' ORDER BY m.ordinal) AS words
    FROM record_facts f JOIN amounts m ON m.amount_id = f.fact_id WHERE f.kind = 'amount' GROUP BY f.record_id
)
SELECT
    d.title AS plan, d.issuer, d.year AS plan_year,
    s.strategy_label, s.strategy, s.approach_label, s.approach,
    m.label AS measure_label, m.text AS measure, i.label AS indicator_label, i.name AS indicator, i.definition, i.method, i.weight,
    coalesce(w.target, t.words) AS target, coalesce(w.baseline, t.baseline) AS baseline,
    coalesce(w.period, p.words) AS period, p.first AS period_start, p.last AS period_end,
    coalesce(w.agency, a.words) AS agency, a.lead, a.support, a.others AS other_agencies,
    coalesce(w.budget, b.words) AS budget, w.item, w.note,
    o.section_path, r.page, d.source_uri,
    coalesce(t.facts, []) AS targets, coalesce(p.facts, []) AS periods, coalesce(a.facts, []) AS agencies,
    r.record_id, r.document_id, r.strategy_id, r.measure_id, r.indicator_id, r.section_id, r.table_id, r."row"
FROM records r
JOIN documents d USING (document_id)
LEFT JOIN strategy_paths s USING (strategy_id)
LEFT JOIN measures m ON m.measure_id = r.measure_id
LEFT JOIN indicators i ON i.indicator_id = r.indicator_id
LEFT JOIN words w ON w.record_id = r.record_id
LEFT JOIN target_facts t ON t.record_id = r.record_id
LEFT JOIN period_facts p ON p.record_id = r.record_id
LEFT JOIN agency_facts a ON a.record_id = r.record_id
LEFT JOIN amount_facts b ON b.record_id = r.record_id
LEFT JOIN source_tables st ON st.table_id = r.table_id
LEFT JOIN outline o ON o.section_id = coalesce(r.section_id, st.section_id)
ORDER BY r.document_id, r.place, r.rank, r.second;

CREATE VIEW target_years AS
SELECT
    t.document_id, d.title AS plan, d.issuer, coalesce(i.label, m.label) AS label, coalesce(i.name, m.text) AS subject,
    t.unit, t.comparator, t.year, t.value, t.value_max, t.text, t.is_baseline, t.page, t.ordinal, t.target_id, t.indicator_id, t.measure_id
FROM targets t
JOIN documents d USING (document_id)
LEFT JOIN indicators i ON i.indicator_id = t.indicator_id
LEFT JOIN measures m ON m.measure_id = t.measure_id
WHERE t.status = 'stated'
ORDER BY t.document_id, t.ordinal;

CREATE VIEW evidence AS
WITH facts AS (
    SELECT 'section' AS kind, section_id AS id, document_id, ordinal, section_id, NULL AS table_id, NULL AS "row", NULL AS "column", spans, page, rule FROM sections
    UNION ALL SELECT 'strategy', strategy_id, document_id, ordinal, section_id, table_id, "row", NULL, spans, page, rule FROM strategies
    UNION ALL SELECT 'measure', measure_id, document_id, ordinal, section_id, table_id, "row", NULL, spans, page, rule FROM measures
    UNION ALL SELECT 'indicator', indicator_id, document_id, ordinal, section_id, table_id, "row", NULL, spans, page, rule FROM indicators
    UNION ALL SELECT 'target', target_id, document_id, ordinal, section_id, table_id, "row", "column", spans, page, rule FROM targets
    UNION ALL SELECT 'period', period_id, document_id, ordinal, section_id, table_id, "row", "column", spans, page, rule FROM periods
    UNION ALL SELECT 'agency', assignment_id, document_id, ordinal, section_id, table_id, "row", "column", spans, page, rule FROM agencies
    UNION ALL SELECT 'reference', reference_id, document_id, ordinal, section_id, NULL, NULL, NULL, spans, page, rule FROM "references"
    UNION ALL SELECT 'amount', amount_id, document_id, ordinal, section_id, table_id, "row", "column", spans, page, rule FROM amounts
)
SELECT
    f.kind, f.id, f.document_id, d.title AS plan,
    array_to_string([d.text[s.start + 1 : s."end"] FOR s IN f.spans], '') AS quotation,
    f.page, o.section_path, f.table_id, f."row", f."column", f.rule, d.source_uri, f.ordinal
FROM facts f
JOIN documents d USING (document_id)
LEFT JOIN source_tables t ON t.table_id = f.table_id
LEFT JOIN outline o ON o.section_id = coalesce(f.section_id, t.section_id)
ORDER BY f.document_id, f.kind, f.ordinal;

-- The dates and agencies of each measure, and how they are tied to it: ``measure`` by its words or its row, ``section`` by a section in
-- which it stands, ``plan`` by the section on the plan's period or organisation. Bare dates and durations of a section are no deadlines.
CREATE VIEW measure_facts AS
WITH RECURSIVE above AS (
    SELECT m.measure_id, coalesce(m.section_id, t.section_id) AS section_id
    FROM measures m LEFT JOIN source_tables t ON t.table_id = m.table_id
    UNION ALL
    SELECT a.measure_id, s.parent_id FROM above a JOIN sections s ON s.section_id = a.section_id WHERE s.parent_id IS NOT NULL
),
loose AS (
    SELECT 'period' AS kind, period_id AS fact_id, document_id, ordinal, section_id FROM periods
    WHERE measure_id IS NULL AND indicator_id IS NULL AND table_id IS NULL AND kind IN ('deadline', 'range', 'recurring')
    UNION ALL
    SELECT 'agency', assignment_id, document_id, ordinal, section_id FROM agencies
    WHERE measure_id IS NULL AND indicator_id IS NULL AND table_id IS NULL
),
about_all AS (  -- the outermost sections on the plan's period and organisation
    SELECT section_id, CASE role WHEN 'period' THEN 'period' ELSE 'agency' END AS kind FROM sections
    WHERE role IN ('period', 'organisation') QUALIFY level = min(level) OVER (PARTITION BY document_id, role)
),
tied AS (
    SELECT r.measure_id, f.kind, f.fact_id, f.document_id, f.ordinal, 0 AS distance
    FROM record_facts f JOIN records r ON r.record_id = f.record_id
    WHERE r.measure_id IS NOT NULL AND f.kind IN ('period', 'agency')
    UNION ALL
    SELECT a.measure_id, l.kind, l.fact_id, l.document_id, l.ordinal, 1 FROM above a JOIN loose l ON l.section_id = a.section_id
    UNION ALL
    SELECT m.measure_id, l.kind, l.fact_id, l.document_id, l.ordinal, 2
    FROM loose l
    JOIN about_all s ON s.section_id = l.section_id AND s.kind = l.kind
    JOIN measures m ON m.document_id = l.document_id
)
SELECT measure_id, kind, fact_id, document_id, ordinal, ['measure', 'section', 'plan'][min(distance) + 1] AS tie
FROM tied GROUP BY measure_id, kind, fact_id, document_id, ordinal;

CREATE VIEW gaps AS
WITH dated AS (
    SELECT f.measure_id, f.tie, f.ordinal, 'deadline' AS what, p.text AS words
    FROM measure_facts f JOIN periods p ON p.period_id = f.fact_id
    WHERE f.kind = 'period' AND (p."end" IS NOT NULL OR p.rrule IS NOT NULL)
    UNION ALL
    SELECT f.measure_id, f.tie, f.ordinal, 'lead', a.name
    FROM measure_facts f JOIN agencies a ON a.assignment_id = f.fact_id
    WHERE f.kind = 'agency' AND a.role IN ('lead', 'implementing', 'coordinating')
),
numbered AS (
    SELECT indicator_id, measure_id FROM targets WHERE status = 'stated' AND NOT is_baseline
),
held AS (
    SELECT
        m.measure_id,
        count(i.indicator_id) > 0 OR m.measure_id IN (SELECT measure_id FROM numbered WHERE measure_id IS NOT NULL) AS indicator,
        count(f.what) FILTER (f.what = 'deadline' AND f.tie <> 'plan') > 0 AS deadline,
        count(f.what) FILTER (f.what = 'lead' AND f.tie <> 'plan') > 0 AS lead,
        string_agg(DISTINCT f.words, '、' ORDER BY f.words) FILTER (f.what = 'deadline' AND f.tie = 'plan') AS plan_deadline,
        string_agg(DISTINCT f.words, '、' ORDER BY f.words) FILTER (f.what = 'lead' AND f.tie = 'plan') AS plan_lead
    FROM measures m
    LEFT JOIN indicators i ON i.measure_id = m.measure_id
    LEFT JOIN dated f ON f.measure_id = m.measure_id
    GROUP BY m.measure_id
),
missing AS (
    SELECT 'measure' AS kind, measure_id AS id, 'indicator' AS missing, NULL AS instead FROM held WHERE NOT indicator
    UNION ALL SELECT 'measure', measure_id, 'deadline', plan_deadline FROM held WHERE NOT deadline
    UNION ALL SELECT 'measure', measure_id, 'lead', plan_lead FROM held WHERE NOT lead
    UNION ALL SELECT 'indicator', indicator_id, 'number', NULL FROM indicators WHERE indicator_id NOT IN (SELECT indicator_id FROM numbered WHERE indicator_id IS NOT NULL)
)
SELECT e.document_id, e.plan, g.kind, g.id, e.quotation, g.missing, g.instead, e.page, e.section_path, e.source_uri, e.ordinal
FROM missing g JOIN evidence e ON e.id = g.id
ORDER BY e.document_id, g.kind DESC, e.ordinal, g.missing;

-- What falls due from one day to another, both included: ends of deadlines and ranges, days of measures, and recurrences that
-- go on meanwhile (rrule says how often): within the plan's period or year where they name no days themselves; without any, left out.
-- ``tie`` says how it is tied to its measures, as in measure_facts; where it is the plan as a whole they are all.
CREATE MACRO due(first_day, last_day) AS TABLE
WITH dated AS (
    SELECT
        p.*, coalesce(p."end", CASE WHEN rrule IS NULL THEN start END) AS due,
        coalesce(start, d.plan_start, make_date(d.year, 1, 1)) AS from_day, coalesce(p."end", d.plan_end, make_date(d.year, 12, 31)) AS to_day
    FROM periods p JOIN documents d USING (document_id)
    WHERE kind IN ('deadline', 'range', 'recurring') OR (kind = 'instant' AND (measure_id IS NOT NULL OR indicator_id IS NOT NULL))
),
chosen AS (
    SELECT * FROM dated
    WHERE (kind <> 'recurring' AND due BETWEEN CAST(first_day AS DATE) AND CAST(last_day AS DATE))
        OR (kind = 'recurring' AND (from_day IS NOT NULL OR to_day IS NOT NULL)
            AND coalesce(from_day <= CAST(last_day AS DATE), true) AND coalesce(to_day >= CAST(first_day AS DATE), true))
),
nearest AS (
    SELECT fact_id, ['measure', 'section', 'plan'][min(list_position(['measure', 'section', 'plan'], tie))] AS tie
    FROM measure_facts WHERE kind = 'period' GROUP BY fact_id
),
doing AS (  -- the measures that it is for, and who does them
    SELECT
        f.fact_id, f.tie, CASE WHEN f.tie <> 'plan' THEN string_agg(DISTINCT m.text, '；' ORDER BY m.text) END AS measures,
        string_agg(DISTINCT a.name, '、' ORDER BY a.name) AS agencies
    FROM nearest n
    JOIN measure_facts f ON f.fact_id = n.fact_id AND f.tie = n.tie
    JOIN measures m ON m.measure_id = f.measure_id
    LEFT JOIN measure_facts g
        ON g.measure_id = f.measure_id AND g.kind = 'agency' AND (g.tie = f.tie OR (f.tie = 'section' AND g.tie = 'measure'))
    LEFT JOIN agencies a ON a.assignment_id = g.fact_id
    GROUP BY f.fact_id, f.tie
),
beside AS (  -- who stands with it where it is for an indicator that has no measure
    SELECT f.fact_id, string_agg(DISTINCT a.name, '、' ORDER BY a.name) AS agencies
    FROM record_facts f
    JOIN record_facts g ON g.record_id = f.record_id AND g.kind = 'agency'
    JOIN agencies a ON a.assignment_id = g.fact_id
    WHERE f.kind = 'period' GROUP BY f.fact_id
)
SELECT
    c.due, c.kind, c.text AS period, c.rrule, d.title AS plan, d.issuer, coalesce(m.text, g.measures) AS measure, i.name AS indicator,
    coalesce(g.agencies, b.agencies) AS agency, coalesce(g.tie, CASE WHEN c.indicator_id IS NOT NULL THEN 'indicator' END) AS tie,
    o.section_path, c.page, d.source_uri, c.period_id, c.document_id
FROM chosen c
JOIN documents d USING (document_id)
LEFT JOIN measures m ON m.measure_id = c.measure_id
LEFT JOIN indicators i ON i.indicator_id = c.indicator_id
LEFT JOIN source_tables st ON st.table_id = c.table_id
LEFT JOIN outline o ON o.section_id = coalesce(c.section_id, st.section_id)
LEFT JOIN doing g ON g.fact_id = c.period_id
LEFT JOIN beside b ON b.fact_id = c.period_id
ORDER BY c.due NULLS LAST, c.document_id, c.ordinal;
