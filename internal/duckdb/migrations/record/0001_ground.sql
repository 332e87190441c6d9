-- The system of record. Control data are append-only revisions: the highest revision of an id is the present state.
-- No secondary indexes and no keys: DuckDB loses index entries after a crash, and what must be unique is
-- checked by the one writer against the state in memory.

create table operator_password (
    set_at timestamp not null,
    hash   varchar   not null -- argon2id, encoded with its parameters
);

create table owner (
    id       varchar   not null,
    revision integer   not null,
    made_at  timestamp not null,
    orgnr    varchar   not null,
    name     varchar   not null,
    kind     varchar   not null -- municipality, county, private
);

create table school (
    id           varchar   not null,
    revision     integer   not null,
    made_at      timestamp not null,
    orgnr        varchar   not null,
    owner_id     varchar   not null,
    municipality varchar   not null, -- four characters, leading zero kept
    written_form varchar   not null, -- nb, nn
    name         varchar   not null,
    synthetic    boolean   not null  -- made by the demo, and marked so wherever it shows
);

create table cohort (
    id        varchar   not null,
    revision  integer   not null,
    made_at   timestamp not null,
    programme varchar   not null,
    name      varchar   not null,
    starts    date      not null
);

create table run (
    id                varchar   not null,
    revision          integer   not null,
    made_at           timestamp not null,
    school_id         varchar   not null,
    cohort_id         varchar   not null,
    programme         varchar   not null,
    programme_version integer   not null,
    dates             varchar   not null -- JSON: phase -> {from, to}
);

-- Target levels set by programme, owner or school. The nearest scope wins; a null level takes the next outer one again.
create table target_level (
    scope     varchar   not null, -- programme, owner, school
    scope_id  varchar   not null,
    programme varchar   not null,
    component varchar   not null,
    phase     varchar   not null,
    level     double,
    made_at   timestamp not null
);

-- Instruments exactly as they were asked.
create table instrument (
    key      varchar   not null,
    version  integer   not null,
    hash     varchar   not null,
    document varchar   not null,
    made_at  timestamp not null
);

create table wave (
    id                 varchar   not null,
    revision           integer   not null,
    made_at            timestamp not null,
    school_id          varchar   not null,
    programme          varchar   not null,
    programme_version  integer   not null,
    phase              varchar   not null,
    instrument         varchar   not null,
    instrument_version integer   not null,
    instrument_hash    varchar   not null,
    code               varchar   not null, -- of the open link /s/CODE
    opens_at           timestamp not null,
    closes_at          timestamp not null,
    state              varchar   not null, -- open, closing, closed, void
    document           varchar   not null  -- JSON: head counts, groups, minimum group, frozen targets
);

-- A wave whose answers have been moved here in random order. The ordinal is dense, and is how answers are stored and found.
create table sealed_wave (
    ordinal   integer not null,
    wave_id   varchar not null,
    responses integer not null,
    checksum  varchar not null -- over the answers, free of order: what was moved is what had come
);

create table respondent (
    seal       integer  not null, -- sealed_wave.ordinal
    respondent integer  not null, -- 1..n, given anew after the shuffle
    grp        utinyint not null
);

create table answer (
    seal       integer  not null,
    respondent integer  not null,
    grp        utinyint not null,
    item       utinyint not null, -- index in the instrument's item order
    code       utinyint not null  -- 1..k a step, 0 outside the scale; an item left blank has no row
);

create table release (
    id       varchar   not null,
    wave_id  varchar   not null,
    revision integer   not null,
    made_at  timestamp not null,
    document varchar   not null -- the release format, JSON
);

create table sharing (
    school_id varchar   not null,
    made_at   timestamp not null,
    shared    boolean   not null
);
