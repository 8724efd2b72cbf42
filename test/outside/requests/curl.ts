import { type Asked, targetOf } from './asked.ts';

const LONGEST = 400;

/** A request as a command of the shell; long texts are told by their length. */
export function curl(origin: string, asked: Asked): string {
  const { method, headers, body } = asked;
  const parts = ['curl -i --path-as-is --globoff'];
  if (method === 'HEAD') parts.push('-I');
  else if (method !== 'GET') parts.push(`-X ${method}`);
  for (const [name, value] of headers) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (body !== undefined) parts.push(`--data-binary ${quoted(body)}`);
  return [...parts, quoted(origin + targetOf(asked))].join(' ');
}

function quoted(text: string): string {
  const shown =
    text.length > LONGEST ? `${text.slice(0, 60)}…(${text.length} characters)…${text.slice(-20)}` : text;
  return `'${shown.replaceAll("'", `'\\''`)}'`;
}
