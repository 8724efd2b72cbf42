-- What share of its liquidations each exchange reports, as estimated from `time` on; earlier estimates stay, so that a
-- filter that comes late uses those of its own time. See schema/reporting-share.ts for the JSON.
CREATE TABLE reporting_shares (
  exchange TEXT NOT NULL,
  time INTEGER NOT NULL,
  completeness TEXT NOT NULL,
  shares TEXT,
  PRIMARY KEY (exchange, time)
) WITHOUT ROWID;
