-- Who did what: package audit. Each entry's hash is over its fields and the hash before it.
create table audit_log (
    number    bigint    not null, -- 1, 2, 3 …
    made_at   timestamp not null,
    account   varchar   not null, -- opaque
    action    varchar   not null,
    school_id varchar   not null, -- '' where it concerns no school
    owner_id  varchar   not null, -- '' where it concerns no owner
    subject   varchar   not null, -- id of what was done it to
    detail    varchar   not null, -- key=value
    hash      blob      not null
);
