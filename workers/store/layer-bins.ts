import type { LevelColumn } from '../../schema/lattice.ts';
import { LAYER_BIN } from '../../schema/layer.ts';

/** A column's dollars summed over bins of levels; its levels are then bins: bin b holds the levels from b · LAYER_BIN. */
export function binLevels({ firstLevel, usd }: LevelColumn): LevelColumn {
  const first = Math.floor(firstLevel / LAYER_BIN);
  const end = Math.ceil((firstLevel + usd.length) / LAYER_BIN);
  const bins = new Float64Array(usd.length > 0 ? end - first : 0);
  for (let i = 0; i < usd.length; i++) {
    const bin = Math.floor((firstLevel + i) / LAYER_BIN) - first;
    bins[bin] = (bins[bin] as number) + (usd[i] as number);
  }
  return { firstLevel: first, usd: bins };
}

/** The dollars of a layer on the levels of its column: in each bin they stand as the column's own dollars do. */
export function spreadLayer(column: LevelColumn, layer: LevelColumn): LevelColumn {
  const whole = binLevels(column);
  const offset = whole.firstLevel - layer.firstLevel;
  const share = whole.usd.map((usd, bin) => (usd > 0 ? (layer.usd[bin + offset] ?? 0) / usd : 0));
  const usd = column.usd.map((value, i) => {
    const bin = Math.floor((column.firstLevel + i) / LAYER_BIN) - whole.firstLevel;
    return value * (share[bin] as number);
  });
  return { firstLevel: column.firstLevel, usd };
}
