-- Migration 10. Questionnaires, what is said in remarks, hints that were read, mail to contact persons.
-- A questionnaire that rounds work with, word for word; `network` is empty for the one of this installation. The newest
-- choice of a network is what its next round works with.
CREATE TABLE questionnaire_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, version INTEGER NOT NULL, content VARCHAR NOT NULL);

CREATE TABLE questionnaire_choice_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, version INTEGER NOT NULL);

-- Which questionnaire the block and the elements of an action are from; written once, with its first version.
CREATE TABLE action_content_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, action VARCHAR NOT NULL, content_version INTEGER NOT NULL);

-- Remarks of a small team that its contact shares, and remarks that are quoted in the meeting. They hold the words
-- themselves, because a frozen remark has no number that outlives a new shuffle; `mark` is made from those words.
CREATE TABLE remark_sharing_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, round VARCHAR NOT NULL, partner VARCHAR NOT NULL, block VARCHAR NOT NULL,
    mark VARCHAR NOT NULL, remark VARCHAR NOT NULL, shared BOOLEAN NOT NULL);

CREATE TABLE quote_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, round VARCHAR NOT NULL, partner VARCHAR NOT NULL, block VARCHAR NOT NULL,
    mark VARCHAR NOT NULL, remark VARCHAR NOT NULL, quoted BOOLEAN NOT NULL);

-- First-time hints that somebody (an account or a team link) has read.
CREATE TABLE hint_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL,
    network VARCHAR NOT NULL, partner VARCHAR NOT NULL, subject VARCHAR NOT NULL, hint VARCHAR NOT NULL);

-- The address of a partner's contact person, and the mails to it: an address never stands beside a mail. `step` is
-- queued, handing, sent, delayed, refused, unsure or dropped; `reason` says why in Dutch.
CREATE TABLE address_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, partner VARCHAR NOT NULL, address VARCHAR NOT NULL);

CREATE TABLE mail_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, round VARCHAR NOT NULL, partner VARCHAR NOT NULL, mail VARCHAR NOT NULL,
    occasion VARCHAR NOT NULL, origin VARCHAR NOT NULL, step VARCHAR NOT NULL, tries INTEGER NOT NULL,
    reason VARCHAR NOT NULL);
