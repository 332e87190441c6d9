-- What a school has decided about its owner seeing results, with the owner it had then: the next one starts with nothing.
-- decided: of all releases, those to come too. agreed: what was agreed before a wave opened has taken effect, for that wave.
-- called_off: it will not.
create table owner_sharing (
    school_id varchar   not null,
    owner_id  varchar   not null,
    wave_id   varchar   not null, -- empty where it is of all releases
    act       varchar   not null, -- decided, agreed, called_off
    degree    varchar   not null, -- nothing, components, all
    made_at   timestamp not null
);

-- Until now there were all and nothing, and no school had changed its owner.
insert into owner_sharing
select s.school_id, coalesce(o.owner_id, ''), '', 'decided', case when s.shared then 'all' else 'nothing' end, s.made_at
from sharing s
left join (select id, max_by(owner_id, revision) as owner_id from school group by id) o on o.id = s.school_id
order by s.rowid;

drop table sharing;
