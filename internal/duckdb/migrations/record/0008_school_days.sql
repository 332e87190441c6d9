-- What holds of a school holds from a day; a school can close, and be merged into another.
alter table school add column since date;                      -- null in rows from before: the day they were made
alter table school add column staff integer default 0;         -- how many work there; 0: not known
alter table school add column closed date;                     -- the first day without the school
alter table school add column merged_into varchar default '';  -- school.id
