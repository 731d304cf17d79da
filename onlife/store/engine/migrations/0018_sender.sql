-- Who stands behind the letters, mails and reports of a network, and their logo: a PNG in base 64, empty for none. Migration 18.
CREATE TABLE sender_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, name VARCHAR NOT NULL, service VARCHAR NOT NULL, telephone VARCHAR NOT NULL,
    address VARCHAR NOT NULL);

CREATE TABLE logo_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, image VARCHAR NOT NULL);
