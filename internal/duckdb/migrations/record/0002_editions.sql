-- What owners and the programme have been given: dated, numbered in each scope, never recomputed.
create table edition (
    id       varchar   not null,
    scope    varchar   not null, -- owner, programme
    scope_id varchar   not null, -- owner.id, or the programme's key
    number   integer   not null, -- 1, 2, … in the scope
    made_at  timestamp not null,
    document varchar   not null  -- the edition format, JSON
);

-- A school's decisions to let the programme count it in its editions. Sharing with the owner is a decision of its own.
create table programme_sharing (
    school_id varchar   not null,
    programme varchar   not null,
    made_at   timestamp not null,
    shared    boolean   not null
);
