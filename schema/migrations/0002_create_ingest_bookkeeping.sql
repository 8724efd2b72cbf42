-- What ingest must remember between runs. Few rows that are rewritten, because D1 bills every row written.

-- The minutes of one hour in which a feed was seen; see store/save-coverage.ts for the JSON.
CREATE TABLE feed_coverage (
  exchange TEXT NOT NULL,
  feed TEXT NOT NULL,
  hour INTEGER NOT NULL,
  minutes TEXT NOT NULL,
  error TEXT,
  PRIMARY KEY (exchange, hour, feed)
) WITHOUT ROWID;

-- Bars of a step exist for the time before `until`; later ones are still events and one-minute bars.
CREATE TABLE bar_rollups (
  step INTEGER PRIMARY KEY,
  until INTEGER NOT NULL
);

-- The time of the last batch each relay signed: an older one is a replay.
CREATE TABLE relays (
  relay TEXT PRIMARY KEY,
  time INTEGER NOT NULL
) WITHOUT ROWID;

-- How far the polls of an exchange have come and how the last run went, as JSON.
CREATE TABLE poll_states (
  exchange TEXT PRIMARY KEY,
  time INTEGER NOT NULL,
  state TEXT NOT NULL
) WITHOUT ROWID;
