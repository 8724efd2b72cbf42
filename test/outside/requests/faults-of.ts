import type { Answered, Asked } from './asked.ts';
import { MARK } from './malice.ts';

/** What is wrong with an answer: `kind` is the same for the same mistake, `told` says what came. */
export type Fault = { kind: string; told: string };

/** The longest problem, whatever was asked, bytes. */
const LONGEST_PROBLEM = 4_096;
/** Longer than this is a hang, milliseconds. */
export const LONGEST_WAIT = 15_000;
/** The mark behind a sign that ends a text in HTML and XML, where it would be read as markup. */
const UNESCAPED = new RegExp(`[<"'&]${MARK}`);

/** Everything that is wrong with an answer of ours; empty where it is as promised. */
export function faultsOf(asked: Asked, answered: Answered): Fault[] {
  const { status, headers, body, took } = answered;
  const faults: Fault[] = [];
  const fault = (kind: string, told: string) => faults.push({ kind, told });
  const type = headers['content-type'] ?? '';
  const isProblem = type.startsWith('application/problem+json');
  if (took > LONGEST_WAIT) fault('no answer in time', `${Math.round(took / 1_000)} s`);
  if (status >= 500) fault('5xx', `${status} ${textOf(body).slice(0, 200)}`);
  else if (!(status >= 200 && status < 300) && status !== 304 && !(status >= 400))
    fault('neither 2xx, 304 nor 4xx', `${status} ${headers.location ?? ''}`);
  if (status >= 400 && !isProblem && !isPage(asked, type))
    fault('an error that is no problem+json', `${status} ${type || 'without a type'}`);
  if (status >= 400 && body.length > LONGEST_PROBLEM) fault('a long error', `${body.length} bytes`);
  if (headers['access-control-allow-origin'] !== '*')
    fault('no CORS', `${status}, access-control-allow-origin: ${headers['access-control-allow-origin']}`);
  if (headers[`x-${MARK}`] !== undefined) fault('header injection', `x-${MARK}: ${headers[`x-${MARK}`]}`);
  if (status === 304 && body.length > 0) fault('a 304 with a body', `${body.length} bytes`);
  if (status === 304 && !headers.etag) fault('a 304 without its tag', JSON.stringify(headers));
  if (asked.method === 'HEAD' && body.length > 0) fault('HEAD with a body', `${body.length} bytes`);
  const markup = /html|svg|xml/.test(type) ? UNESCAPED.exec(textOf(body)) : undefined;
  if (markup) fault('markup reflected', `${type}: …${around(textOf(body), markup.index)}…`);
  faults.push(...faultsOfJson(asked, answered), ...faultsOfValid(asked, answered));
  return faults;
}

/** A reader's page may be told what is wrong as a page. */
const isPage = ({ path }: Asked, type: string): boolean =>
  /^\/+embed(\/|$)/i.test(resolved(path)) && type.startsWith('text/html');

/** The path with its dots walked, as a server does. */
const resolved = (path: string): string => URL.parse(path, 'http://asked.test')?.pathname ?? path;

/** JSON and the head of the binary form hold numbers and nothing that stands for a missing one. */
function faultsOfJson({ method }: Asked, { status, headers, body }: Answered): Fault[] {
  const type = headers['content-type'] ?? '';
  if (method === 'HEAD' || body.length === 0) return [];
  const text = type.includes('json') ? textOf(body) : type === 'application/octet-stream' ? headOf(body) : '';
  if (text === '') return [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [{ kind: 'JSON that is none', told: `${type}: ${text.slice(0, 200)}` }];
  }
  const odd = oddAt(value, '$');
  if (odd !== undefined) return [{ kind: 'a number that is none', told: odd }];
  if (status < 400 || !type.startsWith('application/problem+json')) return [];
  const told = value as Record<string, unknown>;
  const whole =
    told.status === status && ['title', 'detail', 'type'].every(name => typeof told[name] === 'string');
  return whole ? [] : [{ kind: 'a problem that lacks a part', told: text.slice(0, 200) }];
}

/** The header of `format=bin`: its length, then JSON. */
function headOf(body: Uint8Array): string {
  if (body.length < 4) return '';
  const length = new DataView(body.buffer, body.byteOffset).getUint32(0, true);
  return textOf(body.subarray(4, 4 + length));
}

/** Where a value holds null or a number that is not finite. */
function oddAt(value: unknown, path: string): string | undefined {
  if (value === null) return `${path} is null`;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${path} is ${value}`;
  if (typeof value !== 'object') return undefined;
  for (const [key, inner] of Object.entries(value as object)) {
    const odd = oddAt(inner, `${path}.${key}`);
    if (odd !== undefined) return odd;
  }
  return undefined;
}

/** What the description allows is understood; it may ask for what is not there, unless that is known to be. */
function faultsOfValid({ kind, there, method }: Asked, { status, body }: Answered): Fault[] {
  if (kind !== 'valid' || status < 400 || status >= 500) return [];
  const told = `${status} ${method === 'HEAD' ? '' : textOf(body).slice(0, 300)}`;
  const [, parameter = ''] = /"parameter":"([^"]*)"/.exec(told) ?? [];
  if (status !== 404) return [{ kind: `valid and refused: ${parameter}`, told }];
  return there ? [{ kind: 'there and not found', told }] : [];
}

const textOf = (body: Uint8Array): string => new TextDecoder().decode(body);
const around = (text: string, at: number): string => text.slice(Math.max(0, at - 40), at + 40);
