import { createMiddleware } from 'hono/factory';

/** What no page of ours needs is denied to it, and to whatever might be slipped into it. */
const PERMISSIONS = ['camera', 'geolocation', 'microphone', 'payment', 'usb'];

/** A picture that is opened by itself is a document: it runs nothing and loads nothing. */
const PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

/**
 * Says on every answer what browsers shall not do with it; pages name what they load in a policy of their own. There is
 * no Strict-Transport-Security: it would bind all of a host, and for how long is for whoever owns its name.
 */
export const securityHeaders = () =>
  createMiddleware(async (c, next) => {
    await next();
    const type = c.res.headers.get('Content-Type') ?? '';
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('Referrer-Policy', 'no-referrer');
    if (/html|svg/.test(type))
      c.header('Permissions-Policy', PERMISSIONS.map(permission => `${permission}=()`).join(', '));
    if (/svg/.test(type)) c.header('Content-Security-Policy', PICTURE_POLICY);
  });
