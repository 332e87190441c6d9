-- What the union and safety representatives of a school say together, with all its versions. Control data, signed by role: it is no answer.
create table joint_statement (
    school_id varchar   not null,
    phase     varchar   not null,
    revision  integer   not null,
    made_at   timestamp not null,
    document  varchar   not null -- JSON: links by hash, the draft, and every version with its answers and signatures
);
