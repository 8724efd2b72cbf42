import { expect, test } from 'vitest';
import { en } from '../../../widget/text/en.ts';
import { type AllMessages, allWords } from '../../../widget/text/en-more.ts';
import { directionOf, LANGUAGES, languageOf, messagesFor } from '../../../widget/text/languages.ts';
import { mount, part, sampleData, until, words } from '../stage.ts';

test.each([
  ['zh', 'zh-Hans'],
  ['zh-TW', 'zh-Hant'],
  ['zh-HK', 'zh-Hant'],
  ['pt', 'pt-BR'],
  ['pt-AO', 'pt-PT'],
  ['es-419', 'es'],
  ['de', 'en'],
  ['valueOf', 'en'],
  ['toString', 'en'],
])('%s is served in %s', (locale, language) => {
  expect(languageOf(locale)).toBe(language);
});

const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

test.each(Object.keys(LANGUAGES))('%s says everything, with the same places to fill', async language => {
  expect(languageOf(language), `the language that serves ${language}, by languageOf`).toBe(language);
  const messages = await messagesFor(language);
  expect(messages, 'its file of words could not be loaded').not.toBe(en);
  for (const [key, text] of Object.entries(allWords(en))) {
    const said = (messages as AllMessages)[key as keyof AllMessages];
    expect(said, key).toBeTruthy();
    expect(places(said), key).toEqual(places(text));
  }
});

test('Arabic runs from right to left, time still from left to right', async () => {
  expect(directionOf('ar-EG')).toBe('rtl');
  const element = await mount({ data: sampleData(), locale: 'ar' });
  await until('Arabic', () => words(element).includes('رادار'));
  expect(getComputedStyle(part(element, 'header')).direction).toBe('rtl');
  expect(getComputedStyle(part(element, '.plots')).direction).toBe('ltr');
  const title = part(element, '#title').getBoundingClientRect();
  const box = element.getBoundingClientRect();
  expect(box.right - title.right).toBeLessThan(5);
});

test('speaks the language of the page around it', async () => {
  document.documentElement.lang = 'ja';
  const element = await mount({ data: sampleData() });
  await until('Japanese', () => words(element).includes('清算ヒートマップ'));
  document.documentElement.lang = 'en';
});
