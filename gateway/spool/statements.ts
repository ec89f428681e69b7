import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** The cloud has the message and rejected it. */
export const REJECTED = 'rejected';

/** The tables on disk: messages, refusals of destinations, accesses, and a sealed text that tests the key. */
export const schema = `
  CREATE TABLE IF NOT EXISTS message (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    digest BLOB NOT NULL UNIQUE,
    channel TEXT NOT NULL,
    grp TEXT NOT NULL,
    state TEXT NOT NULL,
    received INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    type TEXT,
    control TEXT,
    reason TEXT,
    finished INTEGER,
    payload BLOB NOT NULL,
    ack BLOB NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS open ON message (seq) WHERE state <> 'done';
  CREATE INDEX IF NOT EXISTS over ON message (finished) WHERE state = 'done';
  CREATE TABLE IF NOT EXISTS parked (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    destination TEXT NOT NULL,
    reason TEXT NOT NULL,
    parked INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    again INTEGER NOT NULL DEFAULT 0,
    digest BLOB NOT NULL,
    message BLOB NOT NULL,
    answer BLOB NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS reading (
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS probe (id INTEGER PRIMARY KEY CHECK (id = 1), sealed BLOB NOT NULL) STRICT;
`;

/** Prepares every statement of the spool. */
export const prepare = (database: DatabaseSync) => {
  const of = (sql: string): StatementSync => database.prepare(sql);
  const columns = 'seq, channel, state, received, bytes, type, control, reason';
  return {
    insert: of(
      `INSERT INTO message (digest, channel, grp, state, received, bytes, type, control, payload, ack)
       VALUES (?, ?, ?, 'waiting', ?, ?, ?, ?, ?, ?)`,
    ),
    ackOf: of('SELECT seq, state, ack FROM message WHERE digest = ?'),
    waiting: of(
      "SELECT seq, grp FROM message WHERE state <> 'done' AND state = 'waiting' AND seq > ? ORDER BY seq LIMIT ?",
    ),
    get: of('SELECT digest, payload, received FROM message WHERE seq = ?'),
    finish: of('UPDATE message SET state = ?, reason = ?, finished = ? WHERE seq = ?'),
    deleteDone: of('DELETE FROM message WHERE seq IN (SELECT value FROM json_each(?))'),
    anyDone: of("SELECT seq FROM message WHERE state = 'done' LIMIT 1"),
    touch: of('UPDATE probe SET sealed = sealed'),
    remove: of("DELETE FROM message WHERE seq = ? AND state = 'refused' RETURNING *"),
    list: of(`SELECT ${columns} FROM message WHERE state IN (SELECT value FROM json_each(?)) ORDER BY seq`),
    counts: of("SELECT state, count(*) AS count FROM message WHERE state <> 'done' GROUP BY state"),
    oldest: of(
      "SELECT seq, received FROM message WHERE state <> 'done' AND state = 'waiting' ORDER BY seq LIMIT 1",
    ),
    purge: of(
      `DELETE FROM message WHERE seq IN
       (SELECT seq FROM message WHERE state = 'done' AND finished <= ? ORDER BY finished LIMIT ?)`,
    ),
    purgeRefused: of(
      `DELETE FROM message WHERE seq IN
       (SELECT seq FROM message WHERE state <> 'done' AND state = 'refused' AND reason = '${REJECTED}'
        AND finished <= ? ORDER BY seq LIMIT ?)`,
    ),
    park: of(
      `INSERT INTO parked (destination, reason, parked, bytes, digest, message, answer)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ),
    parked: of('SELECT seq, destination, reason, parked, bytes FROM parked WHERE again = 0 ORDER BY seq'),
    unpark: of('UPDATE parked SET again = 1 WHERE seq = ? AND again = 0'),
    unparked: of('SELECT seq, digest, message FROM parked WHERE destination = ? AND again = 1 ORDER BY seq'),
    removeParked: of('DELETE FROM parked WHERE seq = ?'),
    parkAgain: of('UPDATE parked SET again = 0 WHERE seq = ?'),
    recordReading: of('INSERT INTO reading (seq, at, actor, reason) VALUES (?, ?, ?, ?)'),
    readings: of('SELECT seq, at, actor, reason FROM reading ORDER BY at, rowid'),
    pages: of('PRAGMA page_count'),
    freePages: of('PRAGMA freelist_count'),
  };
};
