-- What contact persons are reminded of: which reminders a mail holds, and who wants none of a kind. Migration 22. `chooser` is
-- the network itself or a contact, `kinds` are those that are off, `origin` is how the app is reached.
ALTER TABLE mail_events ADD COLUMN about VARCHAR DEFAULT '';

CREATE TABLE reminder_choice_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, chooser VARCHAR NOT NULL, kinds VARCHAR NOT NULL, origin VARCHAR NOT NULL);
