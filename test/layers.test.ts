import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * The import rule: who may import what of ours. A file belongs to the first layer whose pattern matches its path.
 * `types` are layers that may be imported with `import type` only.
 */
const LAYERS: readonly {
  readonly name: string;
  readonly files: RegExp;
  readonly may: readonly string[];
  readonly types?: readonly string[];
}[] = [
  {
    name: 'main',
    files: /^src\/(main\.ts$|commands\/)/,
    may: [
      'compose',
      'config',
      'registry',
      'transport',
      'access',
      'log',
      'catalogue',
      'doctor',
      'caspio',
      'replicas',
      'nearest',
      'shelf',
    ],
    types: ['tool', 'server'],
  },
  {
    name: 'embed',
    files: /^src\/embed\//,
    may: ['catalogue', 'compose', 'config', 'log', 'server', 'shelf', 'caspio', 'sandbox'],
  },
  {
    name: 'compose',
    files: /^src\/(compose\/|embedded\.ts$)/,
    may: ['app', 'access', 'config', 'registry', 'files', 'usage', 'caspio', 'replicas', 'sandbox'],
    types: ['tool', 'log', 'server'],
  },
  {
    name: 'app',
    files: /^src\/app\.ts$/,
    may: ['server', 'guard', 'schema', 'files', 'caspio'],
    types: ['tool', 'log', 'usage', 'shelf'],
  },
  {
    name: 'doctor',
    files: /^src\/doctor\//,
    may: ['caspio', 'config', 'quote'],
    types: ['tool'],
  },
  {
    name: 'transport',
    files: /^src\/transport\//,
    may: ['access', 'log'],
    types: ['server', 'caspio'],
  },
  {
    name: 'server',
    files: /^src\/(server\/|(arguments|deadline|publish|result|fit|shorten|format|instructions)\.ts$)/,
    may: ['tool', 'guard', 'caspio', 'nearest', 'quote'],
    types: ['log', 'shelf'],
  },
  { name: 'guard', files: /^src\/guard\.ts$/, may: ['caspio', 'sql'], types: ['tool'] },
  { name: 'registry', files: /^src\/(registry|catalogue)\.ts$/, may: ['nearest'], types: ['tool'] },
  {
    name: 'config',
    files: /^src\/(config|options|help|account|moment)\.ts$/,
    may: ['caspio', 'nearest', 'log', 'usage'],
    types: ['tool'],
  },
  {
    name: 'access',
    files: /^src\/access\//,
    may: ['caspio', 'sql', 'schema', 'nearest', 'registry'],
    types: ['tool', 'usage', 'replicas', 'server'],
  },
  { name: 'replicas', files: /^src\/replicas\//, may: ['caspio'], types: ['usage'] },
  { name: 'usage', files: /^src\/usage\//, may: ['caspio'] },
  {
    name: 'catalogue',
    files: /^tools\/(index\.ts|weights\.json)$/,
    may: ['tools'],
    types: ['tool', 'registry'],
  },
  {
    name: 'tools',
    files: /^tools\//,
    may: ['tool', 'caspio', 'schema', 'files', 'sql', 'nearest'],
    types: ['usage'],
  },
  {
    name: 'tool',
    files: /^src\/(tool|resource|prompt)\.ts$/,
    may: [],
    types: ['caspio', 'schema', 'files', 'usage'],
  },
  { name: 'schema', files: /^src\/schema\//, may: ['caspio', 'nearest'] },
  { name: 'files', files: /^src\/files\//, may: ['caspio'] },
  { name: 'caspio', files: /^src\/caspio\//, may: ['sql'] },
  { name: 'sandbox', files: /^src\/sandbox\//, may: [] },
  { name: 'sql', files: /^src\/sql\//, may: [] },
  { name: 'quote', files: /^src\/quote\.ts$/, may: [], types: ['caspio'] },
  { name: 'shelf', files: /^src\/shelf\.ts$/, may: [], types: ['tool'] },
  { name: 'nearest', files: /^src\/nearest\.ts$/, may: [] },
  // What anybody may use.
  { name: 'base', files: /^src\/(errno|once|seal)\.ts$/, may: [] },
  { name: 'log', files: /^src\/log\.ts$/, may: [] },
];

/** Packages that belong to one layer only. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  '@modelcontextprotocol/server': ['server', 'transport', 'embed'],
  '@modelcontextprotocol/node': ['transport'],
  'prom-client': ['transport'],
  '@redis/client': ['replicas'],
  'rate-limiter-flexible': ['replicas', 'access'],
  undici: ['caspio', 'files'],
  pino: ['log'],
  'sql.js': ['sandbox'],
  'node-sql-parser': ['sandbox'],
};

const files = ['src', 'tools'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file)),
);

const layerOf = (file: string) => LAYERS.find((layer) => layer.files.test(file));

function importsOf(file: string) {
  const source = readFileSync(file, 'utf8');
  const found = source.matchAll(
    /(import|export)\s+(type\s+)?[^'"();]*?from\s+'([^']+)'|(import)\(\s*(')([^']+)'\)/g,
  );
  return [...found].map((match) => ({ typeOnly: match[2] !== undefined, from: match[3] ?? match[6] ?? '' }));
}

describe('the import rule', () => {
  it.each(files)('%s', (file) => {
    const layer = layerOf(file);
    expect(layer, 'belongs to a layer').toBeDefined();
    for (const { typeOnly, from } of importsOf(file)) {
      if (from.startsWith('.')) {
        const target = layerOf(normalize(join(dirname(file), from)).replace(/\.js$/, '.ts'))?.name ?? from;
        if (target.endsWith('.json')) continue;
        const allowed = [
          layer?.name,
          'base',
          ...(layer?.may ?? []),
          ...(typeOnly ? (layer?.types ?? []) : []),
        ];
        expect(allowed, `${from} from ${layer?.name}`).toContain(target);
      }
      const owner = Object.entries(PACKAGES).find(([name]) => from === name || from.startsWith(`${name}/`));
      if (owner) expect(owner[1], `${from} from ${layer?.name}`).toContain(layer?.name);
    }
  });

  it('sees imports at all', () => {
    expect(importsOf('src/main.ts').map(({ from }) => from)).toContain('../tools/index.js');
    expect(importsOf('src/embedded.ts').map(({ from }) => from)).toContain('./sandbox/index.js');
  });

  it('keeps argv, env and exit codes in main', () => {
    const offenders = files.filter(
      (file) => file !== 'src/main.ts' && /process\.(argv|env|exit)/.test(readFileSync(file, 'utf8')),
    );
    expect(offenders).toEqual([]);
  });
});
