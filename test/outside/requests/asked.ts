/** A request as it goes on the wire: nothing in it is encoded any more. */
export type Asked = {
  /** `valid`: made from the description, so that it must be understood. `malicious`: anything else. */
  kind: 'valid' | 'malicious';
  method: string;
  path: string;
  /** A parameter without a value has no equals sign. */
  query: readonly (readonly [name: string, value?: string])[];
  headers: readonly (readonly [name: string, value: string])[];
  body?: string;
  /** Parameters that cannot be left out. */
  required?: readonly string[];
  /** Whether there are data for what is asked, so that even a 404 would be wrong. */
  there?: boolean;
  /** The path of the description it was made from. */
  operation?: string;
};

/** The answer to it. Header names are in lower case. */
export type Answered = {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
  /** Milliseconds until it was whole. */
  took: number;
};

/** What stands behind the method in the request line. */
export const targetOf = ({ path, query }: Pick<Asked, 'path' | 'query'>): string => {
  const pairs = query.map(([name, value]) => (value === undefined ? name : `${name}=${value}`));
  return pairs.length > 0 ? `${path}?${pairs.join('&')}` : path;
};

/** The value of a header that is asked with, the last of several. */
export const headerOf = ({ headers }: Pick<Asked, 'headers'>, name: string): string | undefined =>
  headers.findLast(([given]) => given.toLowerCase() === name)?.[1];
