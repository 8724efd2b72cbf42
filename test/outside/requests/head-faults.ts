import type { Answered, Asked } from './asked.ts';
import type { Fault } from './faults-of.ts';

/** Headers that tell of the moment, of the connection, or (the length) that a HEAD may leave out. */
const OF_THE_MOMENT = /^(date|age|connection|keep-alive|transfer-encoding|content-length|cf-.*)$/;

/** In what a HEAD differs from the GET of the same, but for its body (RFC 9110, 9.3.2). */
export function headFaults(get: Answered, head: Answered): Fault[] {
  if (get.status !== head.status)
    return [{ kind: 'HEAD with another status', told: `GET ${get.status}, HEAD ${head.status}` }];
  const names = new Set([...Object.keys(get.headers), ...Object.keys(head.headers)]);
  const differing = [...names].filter(
    name => !OF_THE_MOMENT.test(name) && get.headers[name] !== head.headers[name],
  );
  return differing.map(name => ({
    kind: `HEAD with another ${name}`,
    told: `GET ${get.headers[name]}, HEAD ${head.headers[name]}`,
  }));
}

export const asHead = (asked: Asked): Asked => ({ ...asked, method: 'HEAD' });
