-- What a school knows beside its own surveys: indices of the national pupil survey, as published. Package closing.
-- The highest revision of school_id, year, measure and grade is right; one whose value is '' was taken back.
create table evidence (
    school_id varchar   not null, -- school.id
    year      integer   not null, -- in which the school year begins
    measure   varchar   not null, -- which index
    grade     integer   not null, -- 1 to 13; 0 for all together
    revision  integer   not null,
    made_at   timestamp not null,
    value     varchar   not null  -- JSON: the figure, or that it is withheld, and where it is from
);
