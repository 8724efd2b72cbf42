import type { ScoreAnswer } from '../schema/wire.ts';
import type { Host } from './host.ts';
import { load, readJson } from './load.ts';
import { fill } from './text/en.ts';
import { scoreUrl } from './urls.ts';

/** Says beside the title how past forecasts of a symbol did; nothing where nobody has scored them. */
export async function showScore(host: Host, signal: AbortSignal): Promise<void> {
  const url = scoreUrl(host.element);
  const answer = await load(url, readJson<ScoreAnswer>, signal);
  const badge = host.root.querySelector<HTMLElement>('#score');
  // Meanwhile another symbol may have been chosen.
  if (!badge || scoreUrl(host.element) !== url) return;
  const score = 'value' in answer ? answer.value.score : undefined;
  badge.hidden = score === undefined;
  if (!score) return;
  const text = host.text();
  badge.textContent = score.shown ? text.skill : text.noSkill;
  badge.title = fill(text.scoreHint, {
    days: new Intl.NumberFormat(host.element.locale || undefined).format(score.days),
  });
}
