/** Writes what is generated: `npm run docs`, after a build. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { embeddingPage } from './docs/embedding.js';
import { optionsPage } from './docs/options.js';
import { toolPages, toolsetTable } from './docs/tools.js';
import { faultsPage } from './faults.js';
import { clientsPage } from './hosts/page.js';
import { registryEntry } from './hosts/registry.js';
import { weigh } from './weigh.js';

/** Every file that is generated, with its text as it would be now. */
export async function generated(): Promise<Readonly<Record<string, string>>> {
  return {
    'tools/weights.json': `${JSON.stringify(weigh(), null, 2)}\n`,
    'server.json': registryEntry(),
    'docs/clients.md': clientsPage(),
    'docs/embedding.md': embeddingPage(),
    'docs/faults.md': faultsPage(),
    'docs/options.md': optionsPage(),
    ...(await toolPages()),
    'README.md': withPart(readFileSync('README.md', 'utf8'), 'toolsets', toolsetTable()),
  };
}

/** A text with what stands between `<!-- generated: NAME -->` and `<!-- end -->` made anew. */
function withPart(text: string, name: string, made: string): string {
  const marked = new RegExp(`(<!-- generated: ${name} -->\\n)[\\s\\S]*?(<!-- end -->)`);
  if (!marked.test(text)) throw new Error(`There is no part "${name}".`);
  return text.replace(marked, (_, open: string, close: string) => `${open}\n${made}\n\n${close}`);
}

if (process.argv[1]?.endsWith('docs.ts')) {
  for (const [file, text] of Object.entries(await generated())) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
