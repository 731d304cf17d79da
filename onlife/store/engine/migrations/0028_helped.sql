-- What helped elsewhere: whether a network tells others in a sentence what it did, and the sentence of an action ('' for none).
-- Migration 28.
CREATE TABLE helped_consent_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, sharing BOOLEAN NOT NULL);

CREATE TABLE helped_sentence_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, action VARCHAR NOT NULL, sentence VARCHAR NOT NULL);

-- Sentences about an element that came to be read at once, and are no longer read once one of them is gone. `number`: how
-- many they were, which tells whether one was erased; `sentence` is the event of the row that holds it.
CREATE TABLE helped_batch_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, batch VARCHAR NOT NULL,
    element VARCHAR NOT NULL, content_version INTEGER NOT NULL, number INTEGER NOT NULL);

CREATE TABLE helped_member_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, network VARCHAR NOT NULL,
    batch VARCHAR NOT NULL, action VARCHAR NOT NULL, sentence BIGINT NOT NULL);

-- In how many networks of these batches together (ids with a comma between) the element moved, of those of which it can be said.
CREATE TABLE helped_moved_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, batches VARCHAR NOT NULL,
    element VARCHAR NOT NULL, judged INTEGER NOT NULL, forward INTEGER NOT NULL);
