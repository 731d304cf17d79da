-- Which account somebody has who signs in through a provider: who they are there is their issuer and subject. Migration 26.
CREATE TABLE identity_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL,
    account VARCHAR NOT NULL, issuer VARCHAR NOT NULL, subject VARCHAR NOT NULL);
