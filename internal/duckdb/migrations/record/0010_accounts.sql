-- People who can sign in: package accounts. The last row of an id is right.
create table account (
    id       varchar   not null, -- opaque: it stands in the log
    revision integer   not null,
    made_at  timestamp not null,
    email    varchar   not null,
    name     varchar   not null,
    lang     varchar   not null, -- of mails: nb, nn, en
    closed   boolean   not null
);

create table account_role (
    account_id varchar   not null,
    role       varchar   not null, -- operator, programme, owner, leader, member
    place      varchar   not null, -- id of the programme, owner or school; '' for an operator
    made_at    timestamp not null,
    held       boolean   not null
);

create table account_secret (
    id         varchar   not null,
    account_id varchar   not null,
    kind       varchar   not null, -- password, totp, passkey
    made_at    timestamp not null,
    label      varchar   not null, -- what its owner calls it
    secret     varchar   not null, -- a hash, a key, or the JSON of a passkey's public half
    held       boolean   not null
);

create table account_link (
    hash       varchar   not null, -- SHA-256 of the one-time link; the link itself is nowhere
    account_id varchar   not null,
    purpose    varchar   not null, -- invitation, reset
    made_at    timestamp not null,
    ends_at    timestamp not null,
    used       boolean   not null
);

-- The one password that everybody used before there were accounts. Whoever had it begins anew, with the link that the program prints.
drop table operator_password;
