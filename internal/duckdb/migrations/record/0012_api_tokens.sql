-- What programs read with: package accounts. The last row of an id is right.
create table api_token (
    id      varchar   not null, -- opaque: it stands in the log
    hash    varchar   not null, -- SHA-256 of the token; the token itself is nowhere
    kind    varchar   not null, -- of the place: owner, programme
    place   varchar   not null, -- id of the owner or programme
    items   boolean   not null, -- reads single items, too, where they are shared
    name    varchar   not null,
    made_at timestamp not null,
    made_by varchar   not null, -- an account
    ends_at timestamp not null,
    used_on varchar   not null, -- the last day, 2026-11-23; '' for never. No finer, and no address
    state   varchar   not null  -- live, revoked, expired
);
