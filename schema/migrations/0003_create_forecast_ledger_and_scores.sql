-- What was forecast and what came of it, a day of one symbol as one row; see store/forecast-ledger.ts for the text.
CREATE TABLE forecasts (
  symbol TEXT NOT NULL,
  day INTEGER NOT NULL,
  lines TEXT NOT NULL,
  PRIMARY KEY (symbol, day)
);

-- The newest score of each symbol's forecasts, computed once a day, as JSON.
CREATE TABLE scores (
  symbol TEXT PRIMARY KEY,
  time INTEGER NOT NULL,
  score TEXT NOT NULL
) WITHOUT ROWID;
