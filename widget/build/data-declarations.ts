import { toJsonSchema } from '@valibot/to-json-schema';
import { compile } from 'json-schema-to-typescript';
import { heatmapBinHeader, heatmapJson } from '../../schema/answer/heatmap.ts';
import { history } from '../../schema/answer/history.ts';
import { liquidations } from '../../schema/answer/liquidations.ts';
import { liquidationMap } from '../../schema/answer/map.ts';
import { problem } from '../../schema/answer/problem.ts';
import { scoreAnswer } from '../../schema/answer/score.ts';
import { status } from '../../schema/answer/status.ts';
import { symbols } from '../../schema/answer/symbols.ts';
import type { Shape } from '../../schema/shape.ts';

const ANSWERS: readonly Shape<unknown>[] = [
  ...[heatmapBinHeader, heatmapJson, history, liquidationMap, liquidations],
  ...[scoreAnswer, status, symbols, problem],
];

/** What JSON has no words for. */
const DECODED = `/** A heatmap without its cells. */
export type HeatmapHeader = Omit<HeatmapBinHeader, 'cells' | 'band' | 'priorShare' | 'split'>;

/** The parts of a heatmap beside its cells. */
export type HeatmapLayer = 'low' | 'high' | 'priorShare' | LeverageGroup;

/** A heatmap ready to draw. \`layers\` holds the bytes of the parts that the header names. */
export interface Heatmap extends HeatmapBinHeader {
  bytes: Uint8Array;
  layers?: Partial<Record<HeatmapLayer, Uint8Array>>;
}

/** A grid and bars handed over by the page instead of an endpoint. */
export interface LiqHeatmapData {
  heatmap?: Heatmap | undefined;
  history?: History | undefined;
}
`;

/**
 * The types of the data as TypeScript: every shape with a title, printed once under that name, so that whoever has the
 * package needs nothing of what the shapes are written in.
 */
export async function dataDeclarations(): Promise<string> {
  const named = new Map<string, Described[]>();
  for (const answer of ANSWERS) collect(answer, named);
  const printed = [...named].map(([name, [first = {}, ...others]]) => {
    const { description, ...schema } = first;
    // What is said of a word, or of one place of several, says what it is for there.
    const general = !('enum' in first) && others.every(other => other.description === description);
    return compile(general ? first : schema, name, {
      bannerComment: '',
      additionalProperties: false,
      $refOptions: { resolve: { external: false } },
      style: { singleQuote: true, printWidth: 110 },
    });
  });
  return [...(await Promise.all(printed)), DECODED].join('\n');
}

type Described = { title?: string; description?: string };

/** Each titled part of a shape by its title, with the names of other titled parts in the place of these. */
function collect(shape: Shape<unknown>, named: Map<string, Described[]>): void {
  // The draft that has tuples as the printer reads them.
  const schema = toJsonSchema(shape, { target: 'draft-07', errorMode: 'ignore' });
  JSON.parse(JSON.stringify(schema), (key, value) => {
    let told = value;
    if (typeof value?.title === 'string') {
      const { title, description } = value;
      named.set(title, [...(named.get(title) ?? []), value]);
      told = { tsType: title, description };
    }
    // The list tells what is in it.
    if (key === 'items') delete told.description;
    return told;
  });
}
