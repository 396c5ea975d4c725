// Bundles the server into dist: the bin, in one chunk all that a server over stdio needs to start, and chunks of their own
// for what is loaded when it is used. Each file more would be felt at every start.
import { chmod, copyFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const require = createRequire(import.meta.url);
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

await rm('dist', { recursive: true, force: true });
const start = startOf();
await build({
  input: { main: 'src/main.ts', sandbox: 'src/sandbox/index.ts' },
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
    minify: true,
    sourcemap: true,
    chunkFileNames: 'chunks/[name]-[hash].js',
    codeSplitting: { groups: [{ name: 'start', test: (id) => start.reached.has(id) }] },
  },
});
await copyFile(require.resolve('sql.js/dist/sql-wasm.wasm'), 'dist/sql-wasm.wasm');
await copyFile('src/sandbox/page/page.html', 'dist/page.html');
await chmod('dist/main.js', 0o755);
