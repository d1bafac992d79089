import type { DatabaseSync } from 'node:sqlite'
import { StoreRefused } from '../../kernel/ports/store.ts'
import { integer, prepare } from './database.ts'

/** "BBUS": marks the file as ours (`PRAGMA application_id`). */
export const APPLICATION_ID = 0x42425553

/**
 * Our own tables, step by step; `PRAGMA user_version` counts the steps that are done. A step is one transaction together
 * with its number, so one that was killed has not begun. Never change a step that was released: add one.
 *
 * A record lives in `r_<table>` (see layout.ts). Append tables have integer keys; business keys are unique indexes, but
 * small rows of nothing else than a key have no rowid.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE busbar_head (
     id INTEGER PRIMARY KEY CHECK (id = 1),
     offset INTEGER NOT NULL,
     sequence INTEGER NOT NULL,
     hash BLOB NOT NULL,
     restoring INTEGER NOT NULL DEFAULT 0
   );
   INSERT INTO busbar_head (id, offset, sequence, hash) VALUES (1, 0, 0, zeroblob(32));
   CREATE TABLE busbar_table (name TEXT PRIMARY KEY, resource TEXT NOT NULL, filled INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
   CREATE TABLE busbar_column (tbl TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL, PRIMARY KEY (tbl, name)) WITHOUT ROWID;
   CREATE TABLE busbar_deleted (tbl TEXT NOT NULL, key TEXT NOT NULL, revision INTEGER NOT NULL, PRIMARY KEY (tbl, key)) WITHOUT ROWID;
   CREATE TABLE busbar_unique (rule TEXT NOT NULL, value TEXT NOT NULL, tbl TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (rule, value)) WITHOUT ROWID;
   CREATE TABLE busbar_event (
     offset INTEGER PRIMARY KEY,
     id TEXT NOT NULL,
     type TEXT NOT NULL,
     tbl TEXT NOT NULL,
     key TEXT NOT NULL,
     at INTEGER NOT NULL,
     body TEXT NOT NULL
   );
   CREATE TABLE busbar_audit (
     sequence INTEGER PRIMARY KEY,
     at INTEGER NOT NULL,
     hash BLOB NOT NULL,
     header TEXT NOT NULL,
     salt TEXT,
     payload TEXT
   );
   CREATE TABLE busbar_answer (
     n INTEGER PRIMARY KEY,
     id TEXT NOT NULL,
     done INTEGER NOT NULL,
     token TEXT NOT NULL,
     until INTEGER NOT NULL,
     request TEXT NOT NULL,
     outcome TEXT NOT NULL
   );
   CREATE UNIQUE INDEX busbar_answer_id ON busbar_answer (id);
   CREATE INDEX busbar_answer_until ON busbar_answer (done, until);
   CREATE TABLE busbar_counter (counter TEXT PRIMARY KEY, total INTEGER NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID;
   CREATE INDEX busbar_counter_expires ON busbar_counter (expires);
   CREATE TABLE busbar_fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;`,
]

/** Brings our own tables to the newest step. Throws `StoreRefused` where the file is not ours or newer. */
export function migrate(db: DatabaseSync, file: string, migrations: readonly string[] = MIGRATIONS): void {
  const number = (sql: string) => integer(prepare(db, sql).get()?.[0])
  const version = number('PRAGMA user_version')
  const application = number('PRAGMA application_id')
  if (application !== APPLICATION_ID && (application !== 0 || version !== 0 || number('SELECT count(*) FROM sqlite_schema') > 0)) {
    throw new StoreRefused(`${file} is a database of another program. Give Busbar a folder of its own.`)
  }
  if (version > migrations.length) {
    throw new StoreRefused(
      `${file} was written by a newer Busbar (its format is ${version}, this one knows up to ${migrations.length}). Start that version again, or restore a backup that this one wrote.`,
    )
  }
  for (const [i, step] of migrations.entries()) {
    if (i < version) continue
    db.exec('BEGIN IMMEDIATE')
    try {
      db.exec(step)
      db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${i + 1}`)
      db.exec('COMMIT')
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK')
      throw error
    }
  }
}
