-- What is for all networks at once: invitations of coordinators, and what networks can take over. Migration 27.
-- The network '' stands for the installation. An invitation is open from `made` until it is `used` or `ended`, or past its day.
CREATE TABLE invitation_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, invitation VARCHAR NOT NULL, secret VARCHAR NOT NULL, until_day DATE NOT NULL,
    step VARCHAR NOT NULL);

-- Own words for a letter or a mail of a network; none where the words of the app hold.
CREATE TABLE letter_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, letter VARCHAR NOT NULL, words MAP(VARCHAR, VARCHAR) NOT NULL);

-- Which questionnaires the programme offers to every network, by version; the words stand in questionnaire_events.
CREATE TABLE offer_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    version INTEGER NOT NULL, offered BOOLEAN NOT NULL);

-- Which kinds of networks there are, by their name, and which one a network says it is ('' for none).
CREATE TABLE kind_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    kind VARCHAR NOT NULL, offered BOOLEAN NOT NULL);

CREATE TABLE network_kind_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, kind VARCHAR NOT NULL);

-- What is shown of a kind from here on: block -> '40 60', none while it waits. What was last shown of which networks is kept
-- beside it, so that what follows is never set against it; `networks` tells whether one was erased since.
CREATE TABLE kind_strip_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, content_version INTEGER NOT NULL,
    kind VARCHAR NOT NULL, strips MAP(VARCHAR, VARCHAR) NOT NULL, networks INTEGER NOT NULL);

CREATE TABLE kind_share_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, network VARCHAR NOT NULL,
    content_version INTEGER NOT NULL, kind VARCHAR NOT NULL, scores MAP(VARCHAR, VARCHAR) NOT NULL);
