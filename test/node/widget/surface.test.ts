import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { attributeTable } from '../../../widget/build/attribute-table.ts';
import { readElement } from '../../../widget/build/manifest.ts';
import { attributeOf, defaults, rows } from '../../../widget/surface/properties.ts';
import { words } from '../../../widget/surface/words.ts';
import { LANGUAGES } from '../../../widget/text/languages.ts';

const WIDGET = resolve(import.meta.dirname, '../../../widget');
const README = readFileSync(join(WIDGET, 'README.md'), 'utf8');
const element = readElement();

test('README names every attribute in the words of the table', () => {
  const found = README.slice(README.indexOf('| attribute |')).split('\n\n')[0];
  expect(found, 'in widget/README.md, as widget/build/attribute-table.ts writes it').toBe(attributeTable());
});

test('README names every language, and every file of words is a row of the table', () => {
  const languages = Object.keys(LANGUAGES);
  const named = ['en', ...languages].map(language => `\`${language}\``).join(' ');
  expect(README.includes(named), `widget/README.md says: ${named}`).toBe(true);
  const files = readdirSync(join(WIDGET, 'text')).flatMap(
    name => /^([a-z]{2,3}(?:-[A-Z][A-Za-z]+)?)\.ts$/.exec(name)?.[1] ?? [],
  );
  expect(languages.toSorted(), 'rows of LANGUAGES, for the files in widget/text').toEqual(
    files.filter(name => name !== 'en').sort(),
  );
});

test('README names every event, method, part and custom property of the class', () => {
  const methods = element.members.filter(({ kind }) => kind === 'method').map(({ name }) => `${name}(`);
  const names = [element.events, element.cssParts].flat().map(({ name }) => `\`${name}\``);
  expect(
    [...names, ...methods].filter(name => !README.includes(name)),
    'not named in widget/README.md',
  ).toEqual([]);
  const unnamed = element.cssProperties.filter(
    ({ name }) => !README.includes(name) && !/^--liq-ramp-[1-7]$/.test(name),
  );
  expect(unnamed, 'not named in widget/README.md').toEqual([]);
});

test('every property of the table is a member of the manifest with its attribute, type, default and words', () => {
  expect(element.members.find(({ name }) => name === 'minIntensity')).toEqual({
    kind: 'field',
    name: 'minIntensity',
    type: { text: 'number' },
    description: 'USD per level below which nothing is drawn; readers drag it at the legend.',
    attribute: 'min-intensity',
    reflects: true,
    default: '0',
  });
  expect(element.attributes.find(({ name }) => name === 'theme')).toEqual({
    name: 'theme',
    fieldName: 'theme',
    type: { text: "'auto' | 'light' | 'dark'" },
    description: 'Colours for a light or a dark page.',
    default: '"auto"',
  });
  const mirrored = rows.flatMap(([name]) => (name === 'data' ? [] : [attributeOf(name)]));
  expect(element.attributes.map(({ name }) => name)).toEqual(mirrored);
});

test('the defaults are those that the documents promise', () => {
  expect(defaults, 'of widget/surface/properties.ts, once more by hand').toEqual({
    symbol: 'BTC',
    range: '7d',
    view: 'heatmap history',
    exchange: 'all',
    interval: '',
    leverage: '',
    theme: 'auto',
    palette: 'ember',
    scale: 'log',
    minIntensity: 0,
    maxIntensity: 0,
    side: '',
    bands: 'on',
    locale: '',
    refresh: 60,
    endpoint: '',
    src: '',
    controls: 'auto',
    compact: false,
    readonly: false,
    position: '',
    data: undefined,
  });
});

test('every example is one of the words it is an example of, and none is the default', () => {
  for (const [name, { default: value }] of rows) {
    const { example, values } = words[name];
    if (values.kind === 'one') expect(values.words, name).toContain(example);
    if (values.kind === 'one' && value) expect(values.words, name).toContain(value);
    if (values.kind === 'several')
      expect(values.words, name).toEqual(expect.arrayContaining(example.split(' ')));
    if (values.kind === 'text') expect(example, name).toMatch(new RegExp(values.pattern));
    if (value) expect(example, name).not.toBe(String(value));
  }
});

test('the home page offers every word of the attributes it lets one choose, and begins with the defaults', () => {
  const page = readFileSync(join(WIDGET, 'dist/index.html'), 'utf8');
  const [, ranges] = /<select name="range">(.*?)<\/select>/.exec(page) ?? [];
  expect(
    ranges
      ?.replace(/<\/?option>/g, ' ')
      .split(/\s+/)
      .filter(Boolean)
      .join(' '),
  ).toBe('12h 24h 3d <option selected>7d 30d 90d 180d 1y');
  const [, themes] = /<select name="theme">(.*?)<\/select>/.exec(page) ?? [];
  expect(themes).toBe('<option selected>auto</option><option>light</option><option>dark</option>');
});
