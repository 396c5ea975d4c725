import type { SqlValue } from '../database.js';
import type { Store } from '../store.js';
import { field, seedTable } from './define.js';
import { Random } from './random.js';

/** Categories: the letters their SKUs begin with, a typical price, and what is sold. */
const CATEGORIES = [
  [
    'Chairs',
    'CH',
    240,
    ['Task Chair', 'Mesh Chair', 'Drafting Stool', 'Guest Chair', 'Lounge Chair', 'Bench'],
  ],
  [
    'Desks',
    'DK',
    520,
    ['Standing Desk', 'Corner Desk', 'Writing Desk', 'Bench Desk', 'Folding Table', 'Cart'],
  ],
  ['Storage', 'ST', 180, ['File Cabinet', 'Bookcase', 'Locker', 'Credenza', 'Shelf Unit', 'Drawer Unit']],
  ['Lighting', 'LT', 75, ['Desk Lamp', 'Floor Lamp', 'Pendant', 'Light Panel', 'Clip Light', 'Task Light']],
  ['Technology', 'TE', 130, ['Monitor Arm', 'Dock', 'Headset', 'Webcam', 'Power Strip', 'Cable Tray']],
] as const;

const LINES = ['Aero', 'Basic', 'Studio', 'Prime'] as const;

const FIELDS = [
  field('SKU', 'STRING', { unique: true }),
  field('Name', 'STRING'),
  field('Category', 'STRING'),
  field('Price', 'CURRENCY'),
  field('Stock', 'INTEGER', { label: 'In stock' }),
  field('Reorder_Level', 'INTEGER', { label: 'Reorder at' }),
  field('Discontinued', 'YES/NO'),
  field('Image', 'FILE'),
];

/** Seeds Products: each category in each line. */
export function seedProducts(store: Store): void {
  const random = new Random(3003);
  const rows: SqlValue[][] = [];
  for (const [category, letters, typical, kinds] of CATEGORIES) {
    for (const [index, kind] of kinds.entries()) {
      for (const [line, lineName] of LINES.entries()) {
        const sku = `${letters}-${index + 1}0${line + 1}`;
        const discontinued = random.chance(0.08);
        rows.push([
          sku,
          `${lineName} ${kind}`,
          category,
          Math.round(typical * (0.6 + 0.3 * line + 0.4 * random.next())) - 0.05,
          discontinued
            ? 0
            : random.weighted([
                [0, 1],
                [random.integer(1, 12), 2],
                [random.integer(13, 240), 9],
              ]),
          random.pick([5, 10, 20]),
          discontinued ? 1 : 0,
          random.chance(0.7) ? `/Product_Images/${sku}.png` : null,
        ]);
      }
    }
  }
  seedTable(store, { name: 'Products', note: '', fields: FIELDS, rows });
}
