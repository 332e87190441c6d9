-- Access that somebody asks for by having come in by another house's sign-in: package accounts. The last row of an id is right. What has been decided, and
-- what nobody has decided in time, goes from the file; of a decision a row without a person stays until the request would have ended.
create table account_request (
    id         varchar   not null, -- opaque: it stands in the log
    mark       varchar   not null, -- SHA-256 of who asks for what, so that nobody asks again at once
    made_at    timestamp not null,
    ends_at    timestamp not null,
    kind       varchar   not null, -- of the place: school, owner
    place      varchar   not null, -- its id
    state      varchar   not null, -- open, decided
    account_id varchar   not null, -- of whoever asks; '' for somebody without an account
    person     varchar   not null  -- of somebody without one, as JSON; '' once decided
);
