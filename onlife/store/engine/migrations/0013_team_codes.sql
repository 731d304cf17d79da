-- Migration 13. A code that a contact set on the own team link, as the hash of a password; '' once it was taken off. It
-- belongs to the link: a link that replaces this one has none.
CREATE TABLE team_code_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, partner VARCHAR NOT NULL, link VARCHAR NOT NULL, code VARCHAR NOT NULL);
