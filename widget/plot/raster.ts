/** Pixels of a grid, top row first, 0xAABBGGRR each. */
export type Raster = { width: number; height: number; pixels: Uint32Array<ArrayBuffer> };

/**
 * Grid bytes (column-major, row 0 the lowest price) to pixels. Where a screen has fewer pixels than the
 * grid has cells, `pool` columns × rows become one pixel that shows their greatest, so that a thin
 * dense level never disappears.
 */
export function raster(
  grid: { bytes: Uint8Array; columns: number; rows: number },
  colours: Uint32Array,
  pool: { columns: number; rows: number } = { columns: 1, rows: 1 },
): Raster {
  const { bytes, columns, rows } = grid;
  const width = Math.ceil(columns / pool.columns);
  const height = Math.ceil(rows / pool.rows);
  const pixels = new Uint32Array(width * height);
  if (pool.columns === 1 && pool.rows === 1) {
    // Written in order and read across: the bytes fit a processor's cache, the pixels do not.
    for (let y = rows - 1, at = 0; y >= 0; y--) {
      for (let from = y; from < bytes.length; from += rows)
        pixels[at++] = colours[bytes[from] as number] as number;
    }
    return { width, height, pixels };
  }
  const greatest = new Uint8Array(width * height);
  for (let x = 0; x < columns; x++) {
    const left = Math.floor(x / pool.columns);
    for (let y = 0; y < rows; y++) {
      const at = (height - 1 - Math.floor(y / pool.rows)) * width + left;
      const byte = bytes[x * rows + y] as number;
      if (byte > (greatest[at] as number)) greatest[at] = byte;
    }
  }
  for (let at = 0; at < pixels.length; at++) pixels[at] = colours[greatest[at] as number] as number;
  return { width, height, pixels };
}

/** How many cells share a pixel: the least whole number that leaves a pixel for each group. */
export const poolFor = (cells: number, pixels: number): number =>
  Math.max(1, Math.ceil(cells / Math.max(1, pixels)));
