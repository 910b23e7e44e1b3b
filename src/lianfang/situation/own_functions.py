"""The SQL by which a person without an account sees their own record: a function a question, and no table.

Each runs as its owner, who reads every area, and gives the rows about the session's own person, in the columns that
one may see of oneself: never who a case is, never who of a unit looked. A session without a person gets none. So the
policies of the desks stay as they are, and a page that forgets its filter has no table to read.
"""

# ruff: noqa: S608 (the SQL is written here; nothing of it is typed in)

_HEAD = "NOT fact.withdrawn AND NOT EXISTS (SELECT FROM {table} later WHERE later.supersedes = fact.id)"


def _function(name: str, columns: str, body: str, arguments: str = "", before: str = "") -> str:
    """The function of this name; `body` is a question, or with `before` statements that answer it.

    For as long as it runs it sees every area, as the machine does; what it changed for that it puts back. An error
    puts it back too, for the setting is the transaction's.
    """
    answered = body if before else f"RETURN QUERY {body};"
    return f"""
CREATE FUNCTION {name}({arguments}) RETURNS TABLE ({columns}) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $own$
#variable_conflict use_column
DECLARE
    -- Called as no column is: an unqualified name that is both would be the column's.
    area_before text := coalesce(current_setting('app.area', true), '');
    audit_before text := coalesce(current_setting('app.audit', true), '');
    own_id uuid := nullif(current_setting('app.person', true), '')::uuid;
    own_ids uuid[];
    {before}
BEGIN
    PERFORM set_config('app.area', '/', true), set_config('app.audit', '/', true);
    -- Who was merged into somebody left facts, and lines of the audit, under an id of their own.
    own_ids := array_remove(own_id || ARRAY(SELECT fact.merged FROM facts_merge fact
        WHERE fact.subject = own_id AND fact.undone IS NOT TRUE AND {_HEAD.format(table="facts_merge")}), NULL);
    {answered}
    PERFORM set_config('app.area', area_before, true), set_config('app.audit', audit_before, true);
END $own$
"""


NAME = _function(
    "situation_own_name",
    "name text, birth date, area text",
    "SELECT name, birth, coalesce(responsible, whereabouts) FROM situation_personstatus WHERE person = own_id",
)

CODES = _function(
    "situation_own_codes",
    "plan text, rule text, colour text, ground text, fact uuid, since timestamptz, expires timestamptz",
    "SELECT plan, rule, colour, ground, fact, since, expires FROM situation_healthcode WHERE person = own_id",
)

CONTACTS = _function(
    "situation_own_contacts",
    "evidence uuid, grade text, disease text, last_exposed timestamptz, ground_fell timestamptz, released timestamptz",
    "SELECT evidence, grade, disease, last_exposed, ground_fell, released FROM situation_contact"
    " WHERE person = own_id ORDER BY last_exposed DESC NULLS LAST, evidence",
)

DUTIES = _function(
    "situation_own_duties",
    "plan text, rule text, owed_by text, opened timestamptz, due timestamptz, ends timestamptz,"
    " met timestamptz, waived timestamptz",
    "SELECT plan, rule, owed_by, opened, due, ends, met, waived FROM situation_duty"
    " WHERE person = own_id ORDER BY opened NULLS FIRST, due NULLS LAST, rule",
)

APPEALS = _function(
    "situation_own_appeals",
    "id uuid, at timestamptz, matter text, ground text",
    f"""
    SELECT coalesce(fact.original, fact.id), fact.occurred_from, fact.matter, fact.ground FROM facts_appeal fact
    WHERE fact.person = ANY (own_ids) AND {_HEAD.format(table="facts_appeal")}
    ORDER BY fact.occurred_from DESC, fact.id
    """,
)

DECISIONS = _function(
    "situation_own_decisions",
    "at timestamptz, decision text, doctor text, unit text, ground text, paper text, begins date, ends date,"
    " appeal uuid",
    f"""
    SELECT fact.occurred_from, fact.decision, fact.doctor, fact.unit, fact.ground, fact.paper, fact.begins, fact.ends,
        fact.appeal
    FROM facts_decision fact
    WHERE fact.person = ANY (own_ids) AND {_HEAD.format(table="facts_decision")}
    ORDER BY fact.occurred_from DESC, fact.id
    """,
)

# Staff are persons too: the unit and the role, and no name.
LOOKS = _function(
    "situation_own_looks",
    "at timestamptz, unit text, area text, role text, name text, action text, reason text",
    """
    SELECT line.moment, account.unit::text, line.area_path, line.role,
        CASE WHEN line.account IS NULL THEN line.name END, line.action, line.reason
    FROM access_auditline line LEFT JOIN access_account account ON account.id = line.account
    WHERE line.persons && own_ids ORDER BY line.id DESC LIMIT most
    """,
    "most integer",
)

# Of every table of facts, so that a kind that comes later is counted too; a result is its specimen's persons'.
KEPT = _function(
    "situation_own_kept",
    "kept_in text, facts bigint, latest timestamptz",
    """FOR asked IN SELECT class.relname, attribute.attname FROM pg_class class
        JOIN pg_attribute attribute ON attribute.attrelid = class.oid
        JOIN pg_attribute original ON original.attrelid = class.oid AND original.attname = 'original'
        WHERE class.relnamespace = 'public'::regnamespace AND class.relkind IN ('r', 'p')
            AND NOT class.relispartition AND starts_with(class.relname, 'facts_')
            AND attribute.attname IN ('person', 'persons')
    LOOP
        RETURN QUERY EXECUTE format('SELECT %L::text, count(*), max(known_at) FROM %I WHERE '
            || CASE asked.attname WHEN 'person' THEN 'person = ANY ($1)' ELSE 'persons && $1' END
            || ' HAVING count(*) > 0', asked.relname, asked.relname) USING own_ids;
    END LOOP;
    RETURN QUERY SELECT 'facts_testresult', count(*), max(known_at) FROM facts_testresult
        WHERE subject IN (SELECT subject FROM facts_specimen WHERE persons && own_ids) HAVING count(*) > 0;""",
    before="asked record;",
)

# Several where records that named different guardians were merged; none where nobody is named.
GUARDIANS = _function(
    "situation_own_guardians",
    "name text",
    f"""
    SELECT DISTINCT fact.guardian_name FROM facts_person fact
    WHERE fact.person = ANY (own_ids) AND fact.guardian_name IS NOT NULL AND {_HEAD.format(table="facts_person")}
    """,
)

AGE = _function(
    "situation_own_age",
    "age double precision",
    "SELECT age FROM situation_personstatus WHERE person = own_id",
)

CONSENTS = _function(
    "situation_own_consents",
    "at timestamptz, guardian text, relation text, matter text, answer text",
    f"""
    SELECT fact.occurred_from, fact.guardian, fact.relation, fact.matter, fact.answer FROM facts_consent fact
    WHERE fact.person = ANY (own_ids) AND {_HEAD.format(table="facts_consent")}
    ORDER BY fact.occurred_from DESC, fact.known_at DESC, fact.id
    """,
)

STATEMENTS = (NAME, CODES, CONTACTS, DUTIES, APPEALS, DECISIONS, LOOKS, KEPT)
OF_A_CHILD = (GUARDIANS, AGE, CONSENTS)
