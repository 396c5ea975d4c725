import manifest from '../../package.json' with { type: 'json' };
import { readable } from '../json.js';
import { CHOICES, CREDENTIALS, type Setting } from './launch.js';

/** server.json, for the MCP registry. */
export function registryEntry(): string {
  const variable = ({ variable, help, isSecret }: Setting, format = 'string') => ({
    name: variable,
    description: help,
    format,
    isSecret,
  });
  return `${readable({
    $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
    name: manifest.mcpName,
    title: 'Caspio',
    description:
      'Work with a Caspio account: tables, records, views, files, webhooks, users. With a sandbox.',
    version: manifest.version,
    packages: [
      {
        registryType: 'npm',
        identifier: manifest.name,
        version: manifest.version,
        runtimeHint: 'npx',
        transport: { type: 'stdio' },
        environmentVariables: [
          ...CREDENTIALS.map((one) => ({ ...variable(one), isRequired: true })),
          variable(CHOICES.readOnly, 'boolean'),
          variable(CHOICES.toolsets),
          variable(CHOICES.filesDir),
        ],
      },
    ],
  })}\n`;
}
