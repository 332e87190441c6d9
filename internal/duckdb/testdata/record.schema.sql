CREATE TABLE "owner"(
    id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    made_at TIMESTAMP NOT NULL,
    orgnr VARCHAR NOT NULL,
    "name" VARCHAR NOT NULL,
    kind VARCHAR NOT NULL);
CREATE TABLE "release"(
    id VARCHAR NOT NULL,
    wave_id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    made_at TIMESTAMP NOT NULL,
    "document" BLOB NOT NULL);
CREATE TABLE account(
    id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    made_at TIMESTAMP NOT NULL,
    email VARCHAR NOT NULL,
    "name" VARCHAR NOT NULL,
    lang VARCHAR NOT NULL,
    closed BOOLEAN NOT NULL);
CREATE TABLE account_link(
    hash VARCHAR NOT NULL,
    account_id VARCHAR NOT NULL,
    purpose VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP NOT NULL,
    used BOOLEAN NOT NULL);
CREATE TABLE account_request(
    id VARCHAR NOT NULL,
    mark VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP NOT NULL,
    kind VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    account_id VARCHAR NOT NULL,
    person VARCHAR NOT NULL);
CREATE TABLE account_role(
    account_id VARCHAR NOT NULL,
    "role" VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL,
    held BOOLEAN NOT NULL);
CREATE TABLE account_secret(
    id VARCHAR NOT NULL,
    account_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL,
    "label" VARCHAR NOT NULL,
    "secret" VARCHAR NOT NULL,
    held BOOLEAN NOT NULL);
CREATE TABLE answer(
    seal INTEGER NOT NULL,
    respondent INTEGER NOT NULL,
    grp UTINYINT NOT NULL,
    item UTINYINT NOT NULL,
    code UTINYINT NOT NULL);
CREATE TABLE api_token(
    id VARCHAR NOT NULL,
    hash VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    items BOOLEAN NOT NULL,
    "name" VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL,
    made_by VARCHAR NOT NULL,
    ends_at TIMESTAMP NOT NULL,
    used_on VARCHAR NOT NULL,
    state VARCHAR NOT NULL);
CREATE TABLE audit_log(
    number BIGINT NOT NULL,
    made_at TIMESTAMP NOT NULL,
    account VARCHAR NOT NULL,
    "action" VARCHAR NOT NULL,
    school_id VARCHAR NOT NULL,
    owner_id VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    hash BLOB NOT NULL);
CREATE TABLE closing_fact(
    school_id VARCHAR NOT NULL,
    phase VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    item VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    made_at TIMESTAMP NOT NULL,
    "value" VARCHAR NOT NULL);
CREATE TABLE cohort(
    id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    made_at TIMESTAMP NOT NULL,
    programme VARCHAR NOT NULL,
    "name" VARCHAR NOT NULL,
    starts DATE NOT NULL);
CREATE TABLE commit_number(
    n UBIGINT NOT NULL);
CREATE TABLE course_fact(
    run_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    item VARCHAR NOT NULL,
    part VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    made_at TIMESTAMP NOT NULL,
    "value" VARCHAR NOT NULL);
CREATE TABLE edition(
    id VARCHAR NOT NULL,
    "scope" VARCHAR NOT NULL,
    scope_id VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    made_at TIMESTAMP NOT NULL,
    "document" VARCHAR NOT NULL);
CREATE TABLE evidence(
    school_id VARCHAR NOT NULL,
    "year" INTEGER NOT NULL,
    measure VARCHAR NOT NULL,
    grade INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    made_at TIMESTAMP NOT NULL,
    "value" VARCHAR NOT NULL);
CREATE TABLE instrument(
    "key" VARCHAR NOT NULL,
    "version" INTEGER NOT NULL,
    hash VARCHAR NOT NULL,
    "document" VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL,
    revision INTEGER DEFAULT(1),
    state VARCHAR DEFAULT('published'),
    made_by VARCHAR DEFAULT(''),
    succession VARCHAR DEFAULT('null'));
CREATE TABLE job(
    id VARCHAR NOT NULL,
    "name" VARCHAR NOT NULL,
    place VARCHAR NOT NULL,
    lang VARCHAR NOT NULL,
    asked_by VARCHAR NOT NULL,
    asked_at TIMESTAMP NOT NULL,
    state VARCHAR NOT NULL,
    changed_at TIMESTAMP NOT NULL);
CREATE TABLE joint_statement(
    school_id VARCHAR NOT NULL,
    phase VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    made_at TIMESTAMP NOT NULL,
    "document" VARCHAR NOT NULL);
CREATE TABLE lineage(
    id UUID NOT NULL);
CREATE TABLE logo(
    hash VARCHAR NOT NULL,
    "type" VARCHAR NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    "content" BLOB NOT NULL,
    made_at TIMESTAMP NOT NULL);
CREATE TABLE owner_brand(
    owner_id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    main VARCHAR NOT NULL,
    "text" VARCHAR NOT NULL,
    logo VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL);
CREATE TABLE owner_sharing(
    school_id VARCHAR NOT NULL,
    owner_id VARCHAR NOT NULL,
    wave_id VARCHAR NOT NULL,
    act VARCHAR NOT NULL,
    degree VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL);
CREATE TABLE programme_sharing(
    school_id VARCHAR NOT NULL,
    programme VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL,
    shared BOOLEAN NOT NULL);
CREATE TABLE read_link(
    id VARCHAR NOT NULL,
    school_id VARCHAR NOT NULL,
    state_wave VARCHAR NOT NULL,
    mapping_wave VARCHAR NOT NULL,
    items BOOLEAN NOT NULL,
    "secret" BLOB NOT NULL,
    made_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP NOT NULL);
CREATE TABLE read_link_revoked(
    id VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL);
CREATE TABLE reference(
    "name" VARCHAR NOT NULL,
    edition_id VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL);
CREATE TABLE respondent(
    seal INTEGER NOT NULL,
    respondent INTEGER NOT NULL,
    grp UTINYINT NOT NULL);
CREATE TABLE round(
    id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    made_at TIMESTAMP NOT NULL,
    proposed_at TIMESTAMP NOT NULL,
    owner_id VARCHAR NOT NULL,
    instrument VARCHAR NOT NULL,
    phase VARCHAR NOT NULL,
    opens_at TIMESTAMP NOT NULL,
    closes_at TIMESTAMP NOT NULL,
    called_off BOOLEAN NOT NULL,
    schools VARCHAR NOT NULL);
CREATE TABLE round_postponed(
    round_id VARCHAR NOT NULL,
    school_id VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL,
    later TIMESTAMP NOT NULL);
CREATE TABLE run(
    id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    made_at TIMESTAMP NOT NULL,
    school_id VARCHAR NOT NULL,
    cohort_id VARCHAR NOT NULL,
    programme VARCHAR NOT NULL,
    programme_version INTEGER NOT NULL,
    dates VARCHAR NOT NULL);
CREATE TABLE schema_migration(
    "name" VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL);
CREATE TABLE school(
    id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    made_at TIMESTAMP NOT NULL,
    orgnr VARCHAR NOT NULL,
    owner_id VARCHAR NOT NULL,
    municipality VARCHAR NOT NULL,
    written_form VARCHAR NOT NULL,
    "name" VARCHAR NOT NULL,
    synthetic BOOLEAN NOT NULL,
    since DATE,
    staff INTEGER DEFAULT(0),
    closed DATE,
    merged_into VARCHAR DEFAULT(''));
CREATE TABLE sealed_wave(
    ordinal INTEGER NOT NULL,
    wave_id VARCHAR NOT NULL,
    responses INTEGER NOT NULL,
    checksum VARCHAR NOT NULL);
CREATE TABLE supplement(
    "scope" VARCHAR NOT NULL,
    scope_id VARCHAR NOT NULL,
    instrument VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    made_at TIMESTAMP NOT NULL,
    made_by VARCHAR NOT NULL,
    items VARCHAR NOT NULL);
CREATE TABLE target_level(
    "scope" VARCHAR NOT NULL,
    scope_id VARCHAR NOT NULL,
    programme VARCHAR NOT NULL,
    component VARCHAR NOT NULL,
    phase VARCHAR NOT NULL,
    "level" DOUBLE,
    made_at TIMESTAMP NOT NULL);
CREATE TABLE wave(
    id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    made_at TIMESTAMP NOT NULL,
    school_id VARCHAR NOT NULL,
    programme VARCHAR NOT NULL,
    programme_version INTEGER NOT NULL,
    phase VARCHAR NOT NULL,
    instrument VARCHAR NOT NULL,
    instrument_version INTEGER NOT NULL,
    instrument_hash VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    opens_at TIMESTAMP NOT NULL,
    closes_at TIMESTAMP NOT NULL,
    state VARCHAR NOT NULL,
    "document" VARCHAR NOT NULL);
