-- The local items that a school or an owner asks after an instrument. Waves keep those that they were opened with in their own document.
create table supplement (
    scope      varchar   not null, -- owner, school
    scope_id   varchar   not null,
    instrument varchar   not null, -- key
    revision   integer   not null,
    made_at    timestamp not null,
    made_by    varchar   not null, -- a role, never a name
    items      varchar   not null  -- JSON
);
