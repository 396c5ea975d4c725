// Bundles the server into dist: the bin, in one chunk all that a server over stdio needs to start, and chunks of their own
// for what is loaded when it is used. Each file more would be felt at every start.
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { isolatedDeclarationSync } from 'rolldown/experimental';

const require = createRequire(import.meta.url);
const BIN = /\/src\/main\.ts$/;
const AT_START = /\/src\/(main|commands\/stdio)\.ts$/;

/** Finds what is reached from these modules without a dynamic import. */
function startOf() {
  const reached = new Set();
  return {
    reached,
    plugin: {
      name: 'start',
      buildEnd() {
        const reach = (id) => {
          if (reached.has(id)) return;
          reached.add(id);
          this.getModuleInfo(id)?.importedIds.forEach(reach);
        };
        [...this.getModuleIds()].filter((id) => AT_START.test(id)).forEach(reach);
      },
    },
  };
}

/** Types of what people embed, each from its one file: those name nothing else of ours. */
async function declareTypes() {
  await mkdir('dist/types');
  for (const name of ['server', 'client', 'sandbox']) {
    const file = `src/embed/${name}.ts`;
    const { code, errors } = isolatedDeclarationSync(file, await readFile(file, 'utf8'));
    if (errors.length > 0) throw new Error(errors.map(({ message }) => `${file}: ${message}`).join('\n'));
    await writeFile(`dist/types/${name}.d.ts`, code);
  }
}

await rm('dist', { recursive: true, force: true });
const start = startOf();
await build({
  input: {
    main: 'src/main.ts',
    index: 'src/embed/server.ts',
    client: 'src/embed/client.ts',
    sandbox: 'src/embed/sandbox.ts',
  },
  platform: 'node',
  // What is left of CommonJS in bundled packages.
  transform: { target: 'node20.19', define: { __dirname: 'import.meta.dirname' } },
  // The SDK's own choice weighs 150 kB that every start would compile, for the one form that we ask with.
  resolve: {
    alias: {
      '@modelcontextprotocol/server/_shims': fileURLToPath(new URL('shims.mjs', import.meta.url)),
    },
  },
  plugins: [start.plugin],
  output: {
    dir: 'dist',
    format: 'esm',
    // The log names what broke by its class.
    minify: { mangle: { keepNames: { class: true, function: false } }, compress: true, codegen: true },
    sourcemap: true,
    // Names and lines for a trace; the sources themselves are in the repository, and would be most of the package.
    sourcemapExcludeSources: true,
    chunkFileNames: 'chunks/[name]-[hash].js',
    codeSplitting: { groups: [{ name: 'start', test: (id) => start.reached.has(id) && !BIN.test(id) }] },
  },
});
for (const beside of [require.resolve('sql.js/dist/sql-wasm.wasm'), 'src/sandbox/page/page.html'])
  await copyFile(beside, `dist/chunks/${basename(beside)}`);
await declareTypes();
await chmod('dist/main.js', 0o755);
