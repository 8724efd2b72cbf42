/**
 * What strangers send. Texts are as on the wire: percent signs stand for themselves. Markup bears `zq7` behind each
 * sign that would end a text, so that it is found again where it was not escaped; header names likewise.
 */
export const MARK = 'zq7';

const MARKUP = [
  `x<${MARK}>`,
  `x"${MARK}=1`,
  `x'${MARK}=1`,
  `x</script><${MARK}>`,
  `x--><${MARK}>`,
  `x]]><${MARK}/>`,
  `x"><${MARK} onload=alert(1)>`,
];

const INJECTIONS = [
  `x%0d%0ax-${MARK}:%201`,
  `x%0ax-${MARK}:1`,
  `x%0d%0a%0d%0a<${MARK}>`,
  `x%E5%98%8A%E5%98%8Dx-${MARK}:1`,
];

export const PROTOTYPE_NAMES = [
  'constructor',
  '__proto__',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'isPrototypeOf',
  '__defineGetter__',
  '__lookupSetter__',
  'toLocaleString',
];

const NUMBERS = [
  '1e309',
  '-1e309',
  'NaN',
  'Infinity',
  '-Infinity',
  '-1',
  '-0',
  '0',
  '00',
  '0x10',
  '1.5',
  '1e-400',
  '1_000',
  '%2B5',
  '5%20',
  '٣',
  '9007199254740993',
  '18446744073709551616',
  '9'.repeat(400),
];

const UNICODE = [
  '%00',
  'BTC%00',
  'B%00TC',
  '%ED%A0%80',
  '%ED%BF%BF',
  '%F4%90%80%80',
  '%C0%80',
  '%ff%fe',
  '%',
  '%zz',
  '%u0042TC',
  '%EF%BC%A2%EF%BC%B4%EF%BC%A3',
  '%C4%B1',
  '%C3%9F',
  '%EF%AC%81',
  '%E2%80%AEBTC',
  '%E2%80%8BBTC',
  '%F0%9F%92%A9',
  'B%CC%81TC',
  '%EF%BF%BD',
];

const PATHS = [
  '../..',
  '..%2f..%2fetc%2fpasswd',
  '%2e%2e/%2e%2e',
  '%2f',
  '%5c',
  '....//',
  '/etc/passwd',
  'file:///etc/passwd',
];

const OTHERS = [
  '',
  ' '.replace(' ', '+'),
  'null',
  'undefined',
  'true',
  '[object%20Object]',
  "'%20OR%201=1--",
  '1;DROP%20TABLE%20candles',
  '%25%27%20GLOB%20*',
  '$(id)',
  '{{7*7}}',
  'BTC,ETH',
  'BTC,'.repeat(300),
  '*',
];

const LONG = ['a'.repeat(300), 'A'.repeat(65_536), '%41'.repeat(5_000), 'band,'.repeat(3_000)];

export const NASTY_TEXTS = [
  ...MARKUP.map(text => encodeURIComponent(text)),
  ...MARKUP.map(text => text.replaceAll(' ', '+').replaceAll('"', '%22')),
  ...INJECTIONS,
  ...PROTOTYPE_NAMES,
  ...NUMBERS.map(text => (/^[\x21-\x7e]*$/.test(text) ? text : encodeURIComponent(text))),
  ...UNICODE,
  ...PATHS,
  ...OTHERS,
  ...LONG,
];

export const NASTY_NAMES = [
  ...PROTOTYPE_NAMES,
  '',
  'x',
  'symbol[]',
  'symbol[$ne]',
  'SYMBOL',
  'symbol%00',
  '%73ymbol',
  `x%22${MARK}`,
  `x<${MARK}>`,
  'a'.repeat(5_000),
  'utm_source',
  'dnt',
  'v',
];

export const NASTY_PATHS = [
  '/',
  '/.env',
  '/.git/config',
  '/wp-login.php',
  '/robots.txt',
  '/favicon.ico',
  '/index.html',
  '/_headers',
  '/v1',
  '/v1/',
  '/v2/heatmap',
  '/v1/nothing',
  '/v1/snapshot',
  '/v1/snapshot/',
  '/v1/snapshot/BTC',
  '/v1/snapshot/BTC.svg.png',
  '/v1/snapshot/.svg',
  '/embed',
  '/embed/',
  '/embed/BTC/ETH',
  '/openapi.json/',
  '/docs/',
  '/ingest',
  '/liq-heatmap.js',
  '/liq-heatmap-0.js',
  '/constructor',
  '/__proto__',
  '/v1/__proto__',
  '/embed/__proto__',
  '/embed/constructor',
  '/v1/snapshot/constructor.svg',
  `/x%22${MARK}`,
  `/embed/x%3C${MARK}%3E`,
  `/x<${MARK}>`,
  `/${'a'.repeat(60_000)}`,
  `/embed/${'a'.repeat(60_000)}`,
  '/%',
  '/%00',
  '/%ff',
  '/embed/%E0%A4%A',
  '/v1/snapshot/%2e%2e%2f.svg',
  '//evil.example/',
  '//evil.example/%2e%2e',
  '/\\evil.example',
  '/.//evil.example/..',
];

export const METHODS = [
  'GET',
  'HEAD',
  'OPTIONS',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'TRACE',
  'PROPFIND',
  'QUERY',
  'REPORT',
];

export const BODIES = [
  '',
  '{}',
  '[',
  '[]',
  'null',
  '{"__proto__":{"a":1}}',
  '{"candles":[{"close":1e309}]}',
  '\u0000\u0001\ufffd',
  '{"liquidations":'.repeat(500),
  'a=1&b=2',
  'x'.repeat(100_000),
];
