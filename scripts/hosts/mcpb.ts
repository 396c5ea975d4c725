import manifest from '../../package.json' with { type: 'json' };
import { toolsets } from '../../tools/index.js';
import { readable } from '../json.js';
import { CHOICES, CREDENTIALS, type Setting } from './launch.js';

const value = (key: string) => `\${user_config.${key}}`;

/** The manifest of the bundle for Claude Desktop. An empty setting counts as none, so every optional one is empty at first. */
export function bundleManifest(): string {
  const { readOnly, toolsets: sets, filesDir } = CHOICES;
  const all: readonly Setting[] = [...CREDENTIALS, readOnly, sets, filesDir];
  return `${readable({
    manifest_version: '0.3',
    name: manifest.name,
    display_name: 'Caspio',
    version: manifest.version,
    description: manifest.description,
    author: { name: 'The caspio-mcp authors' },
    license: manifest.license,
    keywords: manifest.keywords,
    icon: 'icon.png',
    server: {
      type: 'node',
      entry_point: 'dist/main.js',
      mcp_config: {
        command: 'node',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the host fills it in.
        args: ['${__dirname}/dist/main.js'],
        env: Object.fromEntries(all.map(({ key, variable }) => [variable, value(key)])),
      },
    },
    tools: toolsets.flatMap(({ tools }) => tools.map(({ name, title }) => ({ name, description: title }))),
    user_config: {
      ...Object.fromEntries(
        CREDENTIALS.map(({ key, title, help, isSecret }) => [
          key,
          { type: 'string', title, description: `${help}.`, required: true, sensitive: isSecret },
        ]),
      ),
      readOnly: { type: 'boolean', title: readOnly.title, description: `${readOnly.help}.`, default: false },
      toolsets: {
        type: 'string',
        title: sets.title,
        description: `${sets.help}; all if empty: ${toolsets.map(({ name }) => name).join(', ')}.`,
        required: false,
        default: '',
      },
      filesDir: {
        type: 'string',
        title: filesDir.title,
        description: `${filesDir.help}. Separated by commas.`,
        required: false,
        default: '',
      },
    },
    compatibility: {
      platforms: ['darwin', 'win32', 'linux'],
      runtimes: { node: '>=20.19.0' },
    },
  })}\n`;
}
