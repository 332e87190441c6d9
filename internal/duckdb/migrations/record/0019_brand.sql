-- The logo and the colours of owners: package brand. The latest revision is in force.
create table logo (
    hash    varchar   not null, -- SHA-256 of the content
    type    varchar   not null, -- image/png or image/jpeg
    width   integer   not null, -- pixels
    height  integer   not null,
    content blob      not null, -- written by this program, never what was uploaded
    made_at timestamp not null
);

create table owner_brand (
    owner_id varchar   not null,
    revision integer   not null, -- from 1
    main     varchar   not null, -- #RRGGBB, or empty for none
    text     varchar   not null, -- likewise
    logo     varchar   not null, -- the hash of one, or empty for none
    made_at  timestamp not null
);
