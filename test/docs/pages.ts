import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every page of prose, with its text. */
export const pages: readonly { readonly file: string; readonly text: string }[] = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
].map((file) => ({ file, text: readFileSync(file, 'utf8') }));

interface Block {
  readonly file: string;
  readonly language: string;
  readonly text: string;
}

export const blocks: readonly Block[] = pages.flatMap(({ file, text }) =>
  [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = '', block = '']) => ({
    file,
    language,
    text: block,
  })),
);

/** A page without its code, in which nothing is a link or a heading. */
export const prose = (text: string) =>
  text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ' '));
