-- Release documents are stored packed. DuckDB packs a column by vectors of 2,048 rows, so that whoever read one document unpacked as many:
-- 120 ms where a country has a tenth of its releases. What is unpacked yet begins with a brace, and is packed at the next start.
alter table release alter document type blob using encode(document);
