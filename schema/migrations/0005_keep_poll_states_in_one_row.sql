-- What the polls of all exchanges have come to, in one row: D1 bills a row for each that is written, and they are
-- written together. JSON: by exchange, when it was written and how far its polls have come. What was kept before is
-- found out anew.
DROP TABLE poll_states;

CREATE TABLE poll_states (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  states TEXT NOT NULL
);
