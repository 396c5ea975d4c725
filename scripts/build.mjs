// Bundles the bin into one file, and the sandbox (loaded only when asked for) into a second one beside its WASM.
import { chmod, copyFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { build } from 'esbuild';

const require = createRequire(import.meta.url);
// Bundled CommonJS packages still use what CommonJS gives them.
const banner = [
  "import { createRequire as requireFrom } from 'node:module';",
  'const require = requireFrom(import.meta.url);',
  'const __dirname = import.meta.dirname;',
].join('\n');
const shared = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  banner: { js: banner },
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: true,
  logLevel: 'warning',
};

await Promise.all([
  build({
    ...shared,
    entryPoints: ['src/main.ts'],
    outfile: 'dist/main.js',
    external: ['./sandbox/index.js'],
  }),
  build({ ...shared, entryPoints: ['src/sandbox/index.ts'], outfile: 'dist/sandbox/index.js' }),
]);
await copyFile(require.resolve('sql.js/dist/sql-wasm.wasm'), 'dist/sandbox/sql-wasm.wasm');
await chmod('dist/main.js', 0o755);
