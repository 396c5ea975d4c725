import { createHash } from 'node:crypto';
import { type Colour, png } from './png.js';

const CELLS = 5;
const CELL = 20;
const MARGIN = 10;

/** A square of coloured blocks, the same on its left and right, that stands for a name: a different one for each. */
export function blocks(name: string): Buffer {
  const hash = createHash('sha1').update(name).digest();
  const at = (index: number) => hash[index] ?? 0;
  const colour: Colour = [at(0) / 2, at(1) / 2, at(2) / 2 + 64];
  const paper: Colour = [235 + at(3) / 16, 235 + at(4) / 16, 235 + at(5) / 16];
  const size = CELLS * CELL + 2 * MARGIN;
  return png(size, size, (x, y) => {
    const column = Math.floor((x - MARGIN) / CELL);
    const row = Math.floor((y - MARGIN) / CELL);
    if (Math.min(column, row) < 0 || Math.max(column, row) >= CELLS) return paper;
    const mirrored = Math.min(column, CELLS - 1 - column);
    return at(6 + ((row * 3 + mirrored) % 14)) & (row < 3 ? 1 : 2) ? colour : paper;
  });
}

const INK: Colour = [40, 40, 48];
const PAPER: Colour = [252, 250, 244];
const TABLE: Colour = [150, 120, 90];

/** A till receipt on a table: lines of print, a rule and a total. */
export function receipt(): Buffer {
  const lines = [60, 44, 0, 80, 72, 84, 66, 0, 90, 0, 52];
  return png(160, 220, (x, y) => {
    if (x < 20 || x >= 140 || y < 10 || y >= 210) return TABLE;
    const line = Math.floor((y - 24) / 16);
    const width = lines[line] ?? 0;
    const printed = y >= 24 && (y - 24) % 16 < 6;
    const price = width > 60 && x >= 116 && x < 132;
    return printed && ((x >= 28 && x < 28 + width * 0.8) || price) ? INK : PAPER;
  });
}
