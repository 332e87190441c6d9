-- Links that let somebody without an account read parts of a release, and those that were revoked.
create table read_link (
    id           varchar   not null,
    school_id    varchar   not null,
    state_wave   varchar   not null, -- empty for none
    mapping_wave varchar   not null, -- empty for none
    items        boolean   not null,
    secret       blob      not null, -- SHA-256
    made_at      timestamp not null,
    ends_at      timestamp not null
);

create table read_link_revoked (
    id      varchar   not null,
    made_at timestamp not null
);
