import type { Symbols } from '../../schema/answer/symbols.ts';
import { type Choice, snippets } from './snippets.ts';

const form = document.querySelector('form') as HTMLFormElement;
const live = document.querySelector('#live') as HTMLElement;
const selects = [...form.querySelectorAll('select')];

/** What the element shows untold: what the form was built with. */
const defaults = Object.fromEntries(
  selects.map(({ name, options }): [string, string | undefined] => [
    name,
    [...options].find(option => option.defaultSelected)?.value,
  ]),
);
for (const select of selects) select.value = live.getAttribute(select.name) ?? select.value;
show();
void offerSymbols();
void pin();

form.addEventListener('change', show);
document.addEventListener('click', event => {
  const button = event.target instanceof HTMLButtonElement ? event.target : undefined;
  const code = button?.closest('.code')?.querySelector('code');
  if (button && code) void copy(code, button);
});

let release: { file: string; integrity: string } | undefined;

/** The name and hash of this very build, for those who pin what they load. */
async function pin(): Promise<void> {
  const response = await fetch('/liq-heatmap.json');
  if (!response.ok) return;
  release = await response.json();
  show();
}

/** Puts the choice into the live element and the code to paste. */
function show(): void {
  const choice = Object.fromEntries(new FormData(form)) as Choice;
  for (const [name, value] of Object.entries(choice)) live.setAttribute(name, value);
  const texts = snippets(choice, defaults, location.origin, release);
  for (const [kind, text] of Object.entries(texts)) {
    const code = document.querySelector(`[data-kind="${kind}"] code`);
    if (code) code.textContent = text;
  }
}

/** The API knows which symbols there are, and from when: a recording in days has no 7 d to show. */
async function offerSymbols(): Promise<void> {
  const response = await fetch('/v1/symbols');
  if (!response.ok) return;
  const { symbols }: Symbols = await response.json();
  const names = symbols.map(({ symbol }) => symbol);
  const first = names.includes('BTC') ? 'BTC' : names[0];
  if (!first) return;
  const { symbol } = form.elements as unknown as { symbol: HTMLSelectElement };
  symbol.replaceChildren(...names.map(name => new Option(name, name, name === defaults.symbol)));
  symbol.value = first;
  for (const example of document.querySelectorAll('.gallery liq-heatmap'))
    example.setAttribute('symbol', first);
  show();
}

async function copy(code: Element, button: HTMLButtonElement): Promise<void> {
  await navigator.clipboard.writeText(code.textContent);
  button.textContent = 'Copied';
  setTimeout(() => {
    button.textContent = 'Copy';
  }, 2000);
}
