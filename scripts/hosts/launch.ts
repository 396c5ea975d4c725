import manifest from '../../package.json' with { type: 'json' };
import { metaOf, type OptionKey, variableOf } from '../../src/options.js';

/** How hosts start the server: the one source of every block in docs/clients.md, server.json and the MCPB manifest. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Something that a person is asked for when a host sets the server up. */
export interface Setting {
  readonly key: OptionKey;
  readonly variable: string;
  readonly title: string;
  readonly help: string;
  readonly isSecret: boolean;
  readonly placeholder: string;
}

const setting = (key: OptionKey, title: string, placeholder: string): Setting => ({
  ...{ key, title, placeholder },
  variable: variableOf(key),
  help: metaOf(key).help,
  isSecret: metaOf(key).secret === true,
});

/** The account, as its Web services profile shows it. */
export const CREDENTIALS: readonly Setting[] = [
  setting('integrationUrl', 'Integration URL', 'https://c0abc123.caspio.com'),
  setting('clientId', 'Client ID', '…'),
  setting('clientSecret', 'Client Secret', '…'),
];

/** What is worth asking everybody. */
export const CHOICES = {
  readOnly: setting('readOnly', 'Read only', 'false'),
  toolsets: setting('toolsets', 'Toolsets', 'tables,records,views,workflows'),
  filesDir: setting('filesDir', 'Folders for files', ''),
};

/** What everyday work needs, for hosts that warn above some 40 to 80 tools. */
export const EVERYDAY = CHOICES.toolsets.placeholder;

/** From npm, without installing anything. */
export const npx = (...options: readonly string[]): Launch => ({
  command: 'npx',
  args: ['-y', manifest.name, ...options],
});

export const withAccount = (launch: Launch): Launch => ({
  ...launch,
  env: Object.fromEntries(CREDENTIALS.map(({ variable, placeholder }) => [variable, placeholder])),
});
