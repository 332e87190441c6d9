-- A wave that an owner proposes to several schools. A school's confirmation is its wave, which names the round in its document.
create table round (
    id          varchar   not null,
    revision    integer   not null,
    made_at     timestamp not null,
    proposed_at timestamp not null,
    owner_id    varchar   not null,
    instrument  varchar   not null,
    phase       varchar   not null, -- empty: each school in its own
    opens_at    timestamp not null,
    closes_at   timestamp not null,
    called_off  boolean   not null,
    schools     varchar   not null  -- JSON: school ids, sorted
);

-- That a school wants to hold a round later. The last row of a round and school counts.
create table round_postponed (
    round_id  varchar   not null,
    school_id varchar   not null,
    made_at   timestamp not null,
    later     timestamp not null
);
