/** Three public readers of link previews find title, description and picture of the site and of an embed. */
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../support/run-start.ts';
import {
  type Check,
  fillWithRecording,
  inFolder,
  installPackages,
  type Judge,
  run,
  withWorker,
} from './harness.ts';

const SCRIPT = join(import.meta.dirname, 'unfurlers/read-previews.mjs');
const PACKAGES = [
  'open-graph-scraper@6.12.0',
  'unfurl.js@6.4.0',
  'metascraper@5.58.1',
  'metascraper-title@5.56.2',
  'metascraper-description@5.56.2',
  'metascraper-image@5.56.2',
];
const PAGES = ['/', '/embed/BTC', '/embed/BTC?range=7d&utm_source=a'];

/** What `read-previews.mjs` prints. */
type Preview = {
  reader: string;
  url: string;
  title?: string;
  description?: string;
  image?: string;
  error?: string;
};

export const judge: Judge = () =>
  inFolder(async state => {
    const readers = join(state, 'readers');
    await installPackages(readers, PACKAGES);
    await copyFile(SCRIPT, join(readers, 'read-previews.mjs'));
    await fillWithRecording(state);
    const port = await freePort();
    const variables = { PUBLIC_ORIGIN: `http://localhost:${port}` };
    return withWorker({ state, mode: 'replay', variables, port }, async ({ url }) => {
      const pages = PAGES.map(page => url + page);
      const said = await run(process.execPath, [join(readers, 'read-previews.mjs'), ...pages]);
      return Promise.all((JSON.parse(said) as Preview[]).map(judgePreview));
    });
  });

async function judgePreview(preview: Preview): Promise<Check> {
  const { reader, url, title = '', description = '', image = '', error } = preview;
  const wrong = [
    error !== undefined && `could not be read: ${error}`,
    title.trim() === '' && 'no title',
    description.trim().length < 20 && `expected a description, got "${description}"`,
    await pictureFault(image),
  ];
  return {
    what: `${reader}: ${new URL(url).pathname}${new URL(url).search}`,
    tried: wrong.length,
    failures: wrong.flatMap(told => (told ? [{ told, reproduce: `curl -i '${url}'` }] : [])),
    note: title,
  };
}

/** What is wrong with a picture's address, or with what is there. */
async function pictureFault(image: string): Promise<string | undefined> {
  if (!URL.canParse(image)) return `expected an absolute address of a picture, got "${image}"`;
  const answer = await fetch(image);
  const type = answer.headers.get('content-type');
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const isPng = bytes[0] === 0x89 && bytes[1] === 0x50;
  if (answer.status === 200 && type === 'image/png' && isPng) return undefined;
  return `${image}: expected 200 image/png, got ${answer.status} ${type}`;
}
