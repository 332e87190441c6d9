-- The library of instruments: the table that kept them as they were asked now keeps every version from its draft on, in revisions like all
-- control data. What was there has been asked, and so was published.
alter table instrument add column revision integer default 1;
alter table instrument add column state varchar default 'published'; -- draft, published, retired, discarded
alter table instrument add column made_by varchar default '';        -- a role, never a name
alter table instrument add column succession varchar default 'null'; -- JSON: the version before, and what was declared of reworded items
