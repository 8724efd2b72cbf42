/** What a batch may hold on its way to `POST /ingest`: bytes of JSON, and rows of all parts together. */
export const BATCH_LIMITS = { bytes: 4_000_000, rows: 8_000 } as const;
