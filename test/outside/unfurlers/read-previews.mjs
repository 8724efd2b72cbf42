/** Reads the link previews of pages with three public readers. Runs in a folder where they are installed; prints JSON. */
import metascraper from 'metascraper';
import description from 'metascraper-description';
import image from 'metascraper-image';
import title from 'metascraper-title';
import scrape from 'open-graph-scraper';
import { unfurl } from 'unfurl.js';

/** Each gives what it would show: title, description, image. */
const READERS = {
  'open-graph-scraper': async url => {
    // A name without a dot is this machine's.
    const urlValidatorSettings = { protocols: ['http', 'https'], require_tld: false, require_protocol: true };
    const { result } = await scrape({ url, urlValidatorSettings });
    return { title: result.ogTitle, description: result.ogDescription, image: result.ogImage?.[0]?.url };
  },
  'unfurl.js': async url => {
    const { open_graph: found } = await unfurl(url);
    return { title: found?.title, description: found?.description, image: found?.images?.[0]?.url };
  },
  metascraper: async url => {
    const answer = await fetch(url);
    return metascraper([title(), description(), image()])({ url: answer.url, html: await answer.text() });
  },
};

const previews = [];
for (const url of process.argv.slice(2))
  for (const [reader, read] of Object.entries(READERS)) {
    try {
      previews.push({ reader, url, ...(await read(url)) });
    } catch (error) {
      previews.push({ reader, url, error: String(error?.result?.error ?? error) });
    }
  }
console.log(JSON.stringify(previews));
