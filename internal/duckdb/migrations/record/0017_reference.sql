-- Reference values that the programme has frozen: package analytics. The last row is in force. Before this, the first edition that had the
-- quality of its instrument froze it by itself, and said so in its document.
create table reference (
    name       varchar   not null, -- stands in releases as the source of standard deviations
    edition_id varchar   not null, -- whose quality it is
    made_at    timestamp not null
);
insert into reference
select regexp_extract(document, '"reference":"([^"]+)"', 1), id, made_at
from edition
where scope = 'programme' and regexp_matches(document, '"reference":"[^"]+"')
order by made_at;
