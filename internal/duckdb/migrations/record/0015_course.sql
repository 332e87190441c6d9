-- What a school does with its course, between the surveys: package programme. Never a person.
-- The highest revision of run_id, kind, item and part is right; one whose value is '' was taken back.
create table course_fact (
    run_id   varchar   not null, -- run.id
    kind     varchar   not null, -- order, dates, done, attended, link
    item     varchar   not null, -- a key of the template: order: the semester's phase; dates, attended: a module; done: a task or a learning element; link: a learning element
    part     varchar   not null, -- attended: a staff group; '' for the others
    revision integer   not null,
    made_at  timestamp not null,
    value    varchar   not null  -- JSON
);
