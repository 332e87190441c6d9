-- The codes of a response as one value: one signed byte per item, in the instrument's order. A list has two more columns inside, and
-- every commit pays for each column: 128 submissions together took a fifth longer.
create table submission_packed (
    wave_id  varchar  not null,
    id       varchar  not null, -- random, made for the form; it makes a resend the same submission
    revision utinyint not null, -- 1, 2, … when the respondent confirmed a replacement
    grp      utinyint not null, -- number of the staff group in the wave, 0 when the wave has no groups
    codes    blob     not null  -- a byte per item: 1..k a step, 0 outside the scale, 255 (that is -1) left blank
);
insert into submission_packed
    select wave_id, id, revision, grp,
           unhex(array_to_string(list_transform(codes, lambda code: printf('%02x', code::integer & 255)), ''))
    from submission;
drop table submission;
alter table submission_packed rename to submission;
