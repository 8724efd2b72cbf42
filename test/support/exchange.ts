import type { Context, LiquidationSource, Reading } from '../../workers/exchange/adapter.ts';
import { adapterOf } from '../../workers/exchange/index.ts';

/** The liquidations of a venue, to be read as its messages would be. */
export function sourceOf(exchange: string): LiquidationSource {
  const source = adapterOf(exchange)?.liquidations;
  if (!source) throw new Error(`${exchange}: expected an adapter with liquidations`);
  return source;
}

export const reader =
  (exchange: string) =>
  (message: unknown, context: Context = {}): Reading =>
    sourceOf(exchange).readMessage(asText(message), context);

export const answerReader =
  (exchange: string) =>
  (message: unknown, context: Context = {}): Reading =>
    sourceOf(exchange).readAnswer(asText(message), context);

/** Text stands for itself, so that a fixture can hold numbers as a venue writes them. */
const asText = (message: unknown): string =>
  typeof message === 'string' ? message : JSON.stringify(message);
