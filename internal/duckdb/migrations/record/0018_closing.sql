-- How a school closes its semesters: package closing. Texts are the leadership's, never a respondent's, and name roles instead of persons.
-- The highest revision of school_id, phase, kind and item is right, but of status, signature and amendment every one counts; one whose value is '' was taken back.
create table closing_fact (
    school_id varchar   not null, -- school.id
    phase     varchar   not null, -- a key of the template
    kind      varchar   not null, -- conclusion, priorities, measure, status, signature, amendment, shared
    item      varchar   not null, -- conclusion: a component; measure, status: a measure's random id; '' for the others
    revision  integer   not null,
    made_at   timestamp not null,
    value     varchar   not null  -- JSON
);
