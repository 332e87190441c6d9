-- Answers to waves that are still open. One row per submission and revision; the highest revision of an id counts.
-- No time, no address, no account, no code: the wave is the finest thing known about when and by whom.
-- A wave's rows live here until it is sealed; then the whole file is rewritten without them.
create table submission (
    wave_id  varchar  not null,
    id       varchar  not null, -- random, made for the form; it makes a resend the same submission
    revision utinyint not null, -- 1, 2, … when the respondent confirmed a replacement
    grp      utinyint not null, -- number of the staff group in the wave, 0 when the wave has no groups
    codes    tinyint[] not null -- in the instrument's item order: 1..k a step, 0 outside the scale, -1 left blank
);
