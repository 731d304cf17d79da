-- Migration 1. Every table holds events: rows are only added, and the newest row of a thing is what holds. `event`
-- numbers run over all tables; `moment` is UTC. Beside answers stands a day, never a time.
-- The only rows that are ever deleted are drafts and submissions, when a partner's scan is closed and frozen.
CREATE SEQUENCE event_number;

CREATE TABLE network_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, name VARCHAR NOT NULL, town VARCHAR NOT NULL, threshold TINYINT NOT NULL);

CREATE TABLE partner_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, partner VARCHAR NOT NULL, name VARCHAR NOT NULL, sector VARCHAR NOT NULL,
    expected INTEGER NOT NULL, joint BOOLEAN NOT NULL, archived BOOLEAN NOT NULL);

CREATE TABLE round_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, round VARCHAR NOT NULL, name VARCHAR NOT NULL, state VARCHAR NOT NULL,
    content_version INTEGER NOT NULL, closes_on DATE, shared BOOLEAN NOT NULL);

CREATE TABLE link_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, partner VARCHAR NOT NULL, kind VARCHAR NOT NULL,
    link VARCHAR NOT NULL, secret VARCHAR NOT NULL, revoked BOOLEAN NOT NULL);

CREATE TABLE account_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    account VARCHAR NOT NULL, username VARCHAR NOT NULL, name VARCHAR NOT NULL, password_hash VARCHAR NOT NULL,
    removed BOOLEAN NOT NULL);

CREATE TABLE membership_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL, actor VARCHAR NOT NULL,
    account VARCHAR NOT NULL, network VARCHAR NOT NULL, role VARCHAR NOT NULL);

CREATE TABLE session_events (
    event BIGINT DEFAULT nextval('event_number'), moment TIMESTAMP NOT NULL,
    session VARCHAR NOT NULL, step VARCHAR NOT NULL, kind VARCHAR NOT NULL, subject VARCHAR NOT NULL,
    scan VARCHAR NOT NULL, expires TIMESTAMP NOT NULL);

CREATE TABLE draft_events (
    event BIGINT DEFAULT nextval('event_number'), day DATE NOT NULL,
    network VARCHAR NOT NULL, round VARCHAR NOT NULL, partner VARCHAR NOT NULL, scan VARCHAR NOT NULL,
    kind VARCHAR NOT NULL, item VARCHAR NOT NULL, value VARCHAR NOT NULL);

CREATE TABLE submission_events (
    event BIGINT DEFAULT nextval('event_number'), day DATE NOT NULL,
    network VARCHAR NOT NULL, round VARCHAR NOT NULL, partner VARCHAR NOT NULL, scan VARCHAR NOT NULL,
    state VARCHAR NOT NULL, function_group VARCHAR NOT NULL, joint BOOLEAN NOT NULL, source VARCHAR NOT NULL,
    content_version INTEGER NOT NULL, answers MAP(VARCHAR, VARCHAR) NOT NULL, remarks MAP(VARCHAR, VARCHAR) NOT NULL);

CREATE TABLE closing_events (
    event BIGINT DEFAULT nextval('event_number'), day DATE NOT NULL, actor VARCHAR NOT NULL,
    network VARCHAR NOT NULL, round VARCHAR NOT NULL, partner VARCHAR NOT NULL, step VARCHAR NOT NULL);

CREATE TABLE frozen_scans (
    event BIGINT NOT NULL, network VARCHAR NOT NULL, round VARCHAR NOT NULL, partner VARCHAR NOT NULL,
    function_group VARCHAR NOT NULL, joint BOOLEAN NOT NULL, source VARCHAR NOT NULL,
    content_version INTEGER NOT NULL, answers MAP(VARCHAR, VARCHAR) NOT NULL);

CREATE TABLE frozen_remarks (
    event BIGINT NOT NULL, network VARCHAR NOT NULL, round VARCHAR NOT NULL, partner VARCHAR NOT NULL,
    block VARCHAR NOT NULL, remark VARCHAR NOT NULL);

CREATE TABLE frozen_days (
    event BIGINT NOT NULL, network VARCHAR NOT NULL, round VARCHAR NOT NULL, partner VARCHAR NOT NULL,
    day DATE NOT NULL, submitted INTEGER NOT NULL);

-- What holds now, for questions that SQL answers in one go.
CREATE VIEW partners AS
SELECT network, partner, name, sector, expected, joint, archived FROM partner_events
QUALIFY row_number() OVER (PARTITION BY network, partner ORDER BY event DESC) = 1;

CREATE VIEW submissions AS
SELECT network, round, partner, scan, state, function_group, joint, source, content_version, answers, remarks, day
FROM submission_events
QUALIFY row_number() OVER (PARTITION BY scan ORDER BY event DESC) = 1;
