-- Every table is keyed by how it is asked and has no second index, because D1 bills every row written.

CREATE TABLE instruments (
  exchange TEXT NOT NULL,
  instrument TEXT NOT NULL,
  symbol TEXT NOT NULL,
  quote TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('linear', 'inverse')),
  contract_size REAL NOT NULL,
  PRIMARY KEY (exchange, instrument)
) WITHOUT ROWID;

CREATE TABLE margin_tiers (
  exchange TEXT NOT NULL,
  instrument TEXT NOT NULL,
  min_notional_usd REAL NOT NULL,
  maintenance_margin_rate REAL NOT NULL,
  max_leverage REAL NOT NULL,
  maintenance_deduction_usd REAL NOT NULL,
  PRIMARY KEY (exchange, instrument, min_notional_usd)
) WITHOUT ROWID;

CREATE TABLE candles (
  symbol TEXT NOT NULL,
  exchange TEXT NOT NULL,
  time INTEGER NOT NULL,
  step INTEGER NOT NULL,
  open REAL NOT NULL,
  high REAL NOT NULL,
  low REAL NOT NULL,
  close REAL NOT NULL,
  volume REAL NOT NULL,
  buy_volume REAL,
  open_interest REAL,
  PRIMARY KEY (symbol, exchange, time, step)
) WITHOUT ROWID;

CREATE TABLE account_ratios (
  symbol TEXT NOT NULL,
  exchange TEXT NOT NULL,
  time INTEGER NOT NULL,
  ratio REAL NOT NULL,
  PRIMARY KEY (symbol, exchange, time)
) WITHOUT ROWID;

CREATE TABLE liquidations (
  time INTEGER NOT NULL,
  exchange TEXT NOT NULL,
  id TEXT NOT NULL,
  instrument TEXT NOT NULL,
  symbol TEXT NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('long', 'short')),
  price REAL NOT NULL,
  price_kind TEXT NOT NULL CHECK (price_kind IN ('fill', 'bankruptcy', 'trigger')),
  quantity REAL NOT NULL,
  notional_usd REAL NOT NULL,
  PRIMARY KEY (time, exchange, id)
) WITHOUT ROWID;

CREATE TABLE liquidation_bars (
  symbol TEXT NOT NULL,
  exchange TEXT NOT NULL,
  time INTEGER NOT NULL,
  step INTEGER NOT NULL,
  long_usd REAL,
  short_usd REAL,
  count INTEGER,
  PRIMARY KEY (symbol, exchange, step, time)
) WITHOUT ROWID;

-- The filters of all exchanges of a symbol; see store/model-states.ts for the revision.
CREATE TABLE model_states (
  symbol TEXT NOT NULL,
  version INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (symbol, version)
) WITHOUT ROWID;

-- A run of columns as one row: of the sum over the exchanges ('all'), of every exchange ('each'), or of what
-- qualifies the sum ('layers').
-- See store/tile-columns.ts for the text.
CREATE TABLE heatmap_tiles (
  symbol TEXT NOT NULL,
  part TEXT NOT NULL CHECK (part IN ('all', 'each', 'layers')),
  resolution INTEGER NOT NULL,
  start INTEGER NOT NULL,
  columns TEXT NOT NULL,
  PRIMARY KEY (symbol, part, resolution, start)
);

-- What could not be parsed, cut to a bound, with the reason.
CREATE TABLE rejects (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  time INTEGER NOT NULL,
  reason TEXT NOT NULL,
  payload TEXT NOT NULL,
  UNIQUE (source, reason, payload)
);
