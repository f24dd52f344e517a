-- Which new ways in an operator has seen: up to this number of the audit trail. NULL: they have no way in yet.
ALTER TABLE operator ADD COLUMN ways_in_seen BIGINT;
UPDATE operator SET ways_in_seen = (SELECT number FROM audit_head WHERE name = 'trail');
CREATE INDEX audit_event_way_in ON audit_event (happened_at) WHERE verb IN ('key.added', 'operator.invited');

-- Who asked to put a held change into force that needs a second person, when and why.
ALTER TABLE held_change ADD COLUMN asked_by TEXT;
ALTER TABLE held_change ADD COLUMN asked_at TEXT;
ALTER TABLE held_change ADD COLUMN reason TEXT;
