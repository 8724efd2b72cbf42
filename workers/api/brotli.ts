import { createMiddleware } from 'hono/factory';

/** The one type of ours that the edge does not compress by itself. */
const BINARY = 'application/octet-stream';

/** Has the runtime compress binary answers for clients that take brotli. */
export const brotli = () =>
  createMiddleware(async (c, next) => {
    await next();
    if (c.res.headers.get('Content-Type') !== BINARY) return;
    c.header('Vary', 'Accept-Encoding', { append: true });
    if (!acceptsBrotli(c.req.raw)) return;
    c.header('Content-Encoding', 'br');
    c.header('Content-Length', undefined);
    // The tag is that of the bytes before compression.
    c.header('ETag', `W/${c.res.headers.get('ETag')}`);
  });

/** Cloudflare replaces `Accept-Encoding` by its own and keeps the client's beside it. */
function acceptsBrotli(request: Request): boolean {
  const cf = request.cf as { clientAcceptEncoding?: string } | undefined;
  const accepted = cf?.clientAcceptEncoding ?? request.headers.get('Accept-Encoding') ?? '';
  return accepted.split(',').some(coding => /^\s*br\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/.test(coding));
}
