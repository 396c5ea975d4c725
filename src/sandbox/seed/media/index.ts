import { type Content, madeOnDemand } from '../../files/content.js';
import { pdf } from './pdf.js';
import { blocks, receipt } from './pictures.js';

/** What a seeded file holds, and as what it is sent. It is made when it is first looked at. */
export interface Medium {
  readonly contentType: string;
  readonly content: Content;
}

const medium = (contentType: string, make: () => Buffer): Medium => ({
  contentType,
  content: madeOnDemand(make),
});

export const blocksImage = (name: string) => medium('image/png', () => blocks(name));

export const receiptImage = () => medium('image/png', receipt);

export const pdfDocument = (heading: string, lines: readonly string[]) =>
  medium('application/pdf', () => pdf(heading, lines));

export const plainText = (text: string) => medium('text/plain', () => Buffer.from(text));

export const csvText = (rows: readonly (readonly (string | number)[])[]) =>
  medium('text/csv', () => Buffer.from(rows.map((row) => `${row.join(',')}\r\n`).join('')));
