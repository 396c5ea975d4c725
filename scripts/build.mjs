// Bundles the bin into one file; beside it what is loaded only when it is used: packages that take long to compile, and the
// sandbox with its WASM.
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
const VENDORS = ['undici', 'redis'];

/** Wherever in src it is imported from, such a file lies beside the bin. None holds code of ours, which would be there twice. */
const besideTheBin = {
  name: 'beside-the-bin',
  setup({ onResolve }) {
    onResolve({ filter: /\/(vendor\/\w+|sandbox\/index)\.js$/ }, ({ path, kind }) => {
      const [file] = /(vendor\/\w+|sandbox\/index)\.js$/.exec(path) ?? [];
      return kind === 'entry-point' ? undefined : { path: `./${file}`, external: true };
    });
  },
};

await Promise.all([
  build({ ...shared, entryPoints: ['src/main.ts'], outfile: 'dist/main.js', plugins: [besideTheBin] }),
  build({ ...shared, entryPoints: ['src/sandbox/index.ts'], outfile: 'dist/sandbox/index.js' }),
  ...VENDORS.map((name) =>
    build({ ...shared, entryPoints: [`src/vendor/${name}.ts`], outfile: `dist/vendor/${name}.js` }),
  ),
]);
await copyFile(require.resolve('sql.js/dist/sql-wasm.wasm'), 'dist/sandbox/sql-wasm.wasm');
await chmod('dist/main.js', 0o755);
