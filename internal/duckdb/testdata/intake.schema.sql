CREATE TABLE commit_number(
    n UBIGINT NOT NULL);
CREATE TABLE lineage(
    id UUID NOT NULL);
CREATE TABLE schema_migration(
    "name" VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL);
CREATE TABLE submission(
    wave_id VARCHAR NOT NULL,
    id VARCHAR NOT NULL,
    revision UTINYINT NOT NULL,
    grp UTINYINT NOT NULL,
    codes BLOB NOT NULL);
