/** What an object of a symbol keeps its things in: the SQLite database that it alone has. */
export type Own = Pick<DurableObjectStorage, 'sql' | 'transactionSync'>;

/** A change of the own database, to be made in a transaction with others. */
export type Write = (sql: SqlStorage) => void;

/*
 * head       one row of JSON: how far the object has come (head.ts)
 * states     the model's filters as they are now, a row per version of the model
 * days       what came of the market on a UTC day, whole, in pieces of two hours and of the day (days.ts)
 * open       the newest finished columns of each width, a ring that is overwritten in place (columns.ts)
 * closed     runs of older columns, a row per owner (columns.ts)
 * forecasts  the ledger of a UTC day, as lines, or deflated once the day is over
 * score      the newest score
 *
 * Every table is keyed by how it is asked and has no second index: what is written is billed by the row.
 */
const TABLES = `
CREATE TABLE IF NOT EXISTS head (id INTEGER PRIMARY KEY CHECK (id = 1), head TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS states (version INTEGER PRIMARY KEY, lanes TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS days (
  day INTEGER PRIMARY KEY, daily BLOB NOT NULL, coarse BLOB NOT NULL, rows BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS open (
  width INTEGER NOT NULL, slot INTEGER NOT NULL, time INTEGER NOT NULL, whole BLOB, each BLOB, layers BLOB,
  PRIMARY KEY (width, slot)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS closed (
  width INTEGER NOT NULL, owner INTEGER NOT NULL, start INTEGER NOT NULL, columns BLOB NOT NULL,
  PRIMARY KEY (width, owner, start)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS forecasts (day INTEGER PRIMARY KEY, lines TEXT, packed BLOB);
CREATE TABLE IF NOT EXISTS score (id INTEGER PRIMARY KEY CHECK (id = 1), time INTEGER NOT NULL, score TEXT NOT NULL);
`;

/** Makes the tables where they are not there yet. */
export const makeTables = ({ sql }: Own): void => {
  sql.exec(TABLES);
};

/** Makes changes together: all of them, or none. */
export const write = (own: Own, writes: readonly Write[]): void =>
  own.transactionSync(() => {
    for (const change of writes) change(own.sql);
  });
