type Nullable<Row> = { [K in keyof Row]: null extends Row[K] ? K : never }[keyof Row];

/** A stored row as a record: what may be null may be absent. */
export type WithoutNulls<Row> = Omit<Row, Nullable<Row>> & {
  [K in Nullable<Row>]?: Exclude<Row[K], null>;
};

/** A stored row as the record it is of: a column that is null is a field that is absent. */
export const withoutNulls = <Row extends object>(row: Row): WithoutNulls<Row> =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as WithoutNulls<Row>;
