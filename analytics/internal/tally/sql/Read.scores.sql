-- tally.Read: persons of one sealed wave by measure, group, number of answered items and sum of their scores.
with item as (
    select unnest($2) as item, unnest($3) as steps, unnest($4) as reverse
),
part as ( -- which item is in which measure
    select unnest($5) as measure, unnest($6) as item
),
person as (
    select part.measure, answer.grp, answer.respondent,
        count(*) as answered,
        sum(case when item.reverse then item.steps + 1 - answer.code else answer.code end) as total
    from answer
    join item on item.item = answer.item
    join part on part.item = answer.item
    where answer.seal = $1 and answer.code between 1 and item.steps
    group by part.measure, answer.grp, answer.respondent
)
select measure, grp, answered, total, count(*)
from person
group by measure, grp, answered, total
order by measure, grp, answered, total
