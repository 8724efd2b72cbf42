-- Where something was written, in the order of writing, for the objects of symbols to read it: see store/news.ts for the
-- JSON. And what is asked of the deployment as a whole, in one row: see schema/board.ts.
CREATE TABLE news (
  id INTEGER PRIMARY KEY,
  time INTEGER NOT NULL,
  spans TEXT NOT NULL
);

CREATE TABLE board (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  board TEXT NOT NULL
);
