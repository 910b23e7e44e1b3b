"""The SQL of the audit: its policies, its chain, and that nothing of it is changed."""

from lianfang.access.row_level_security import ACCOUNT, IS_MACHINE, REFUSE_CHANGE, insert_only, refused_to_web, within

# What a line says, as one text: the digest of a link is sha256 over the digest before and this. As jsonb the parts
# cannot run into one another.
LINE_AS_TEXT = """
CREATE FUNCTION access_audit_text(line access_auditline) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_array(line.id, extract(epoch FROM line.moment)::text, line.account, line.name, line.role,
        line.area_path, line.action, to_jsonb(line.persons), line.reason, line.place)::text
$$
"""

# Deferred to the commit, so that the lock which puts lines in a row is held for an instant and not while a page or a
# load is at work. As its definer it writes links that the web role cannot.
LINK = """
CREATE FUNCTION access_audit_link() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    last access_auditlink;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('access_auditlink'));
    SELECT * INTO last FROM access_auditlink ORDER BY number DESC LIMIT 1;
    INSERT INTO access_auditlink (number, line, digest) VALUES (
        coalesce(last.number, 0) + 1, NEW.id,
        sha256(coalesce(last.digest, ''::bytea) || convert_to(access_audit_text(NEW), 'UTF8')));
    RETURN NULL;
END $$
"""

LINKED = """
CREATE CONSTRAINT TRIGGER access_auditline_linked AFTER INSERT ON access_auditline
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION access_audit_link()
"""

STATEMENTS: list[str] = [
    REFUSE_CHANGE,
    LINE_AS_TEXT,
    LINK,
    LINKED,
    "ALTER TABLE access_auditline ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE access_auditline FORCE ROW LEVEL SECURITY",
    # Read by those whom the table of rights lets read the audit of their area, and by nobody else.
    f"CREATE POLICY access_auditline_seen ON access_auditline FOR SELECT USING {within('area_path', 'app.audit')}",
    # Nobody writes a line in another's name.
    "CREATE POLICY access_auditline_added ON access_auditline FOR INSERT"
    f" WITH CHECK (account IS NOT DISTINCT FROM {ACCOUNT} OR {IS_MACHINE})",
    *insert_only("access_auditline"),
    *insert_only("access_auditlink"),
    refused_to_web("access_auditlink", "INSERT"),
]
