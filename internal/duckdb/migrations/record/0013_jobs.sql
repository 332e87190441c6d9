-- Long work that somebody asked for: package jobs. The last row of an id is right.
create table job (
    id         varchar   not null,
    name       varchar   not null, -- of the work
    place      varchar   not null, -- id of the owner
    lang       varchar   not null,
    asked_by   varchar   not null, -- an account
    asked_at   timestamp not null,
    state      varchar   not null, -- waiting, done, cancelled, failed, removed
    changed_at timestamp not null
);
