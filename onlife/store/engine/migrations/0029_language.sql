-- In which language somebody is written to and greeted; of a partner '' is that of its network. Migration 29.
ALTER TABLE network_events ADD COLUMN language VARCHAR DEFAULT 'nl';

ALTER TABLE partner_events ADD COLUMN language VARCHAR DEFAULT '';
