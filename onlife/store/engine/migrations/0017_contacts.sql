-- Contact persons of a partner, where there was one address before. Migration 17. A contact of whom nothing is filled in
-- was taken away. The one address of a partner goes on as a contact that is named by the partner's id.
CREATE TABLE contact_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, partner VARCHAR NOT NULL, contact VARCHAR NOT NULL, name VARCHAR NOT NULL,
    address VARCHAR NOT NULL, telephone VARCHAR NOT NULL);

INSERT INTO contact_events (event, moment, actor, network, partner, contact, name, address, telephone)
    SELECT event, moment, actor, network, partner, partner, '', address, '' FROM address_events;

DROP TABLE address_events;

ALTER TABLE mail_events ADD COLUMN contact VARCHAR DEFAULT '';

UPDATE mail_events SET contact = partner;
