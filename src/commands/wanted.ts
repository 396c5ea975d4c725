import { withinBounds } from '../access/bounds/index.js';
import type { AllowLists, Scope } from '../access/connection.js';
import { NAME } from '../access/record.js';
import { looksMinted } from '../access/token.js';
import type { Config } from '../config.js';
import { later } from '../moment.js';
import { select } from '../registry.js';
import type { Toolset } from '../tool.js';

/** What the options of `caspio-mcp connections add` want, and why it cannot be had. */

export function scopeOf(config: Config): Scope {
  const { readOnly, effects, toolsets, tools, excludeTools } = config;
  const { tables, views, folders, directories } = config;
  const allow: AllowLists = { tables, views, folders, directories };
  return { readOnly: readOnly || undefined, effects, toolsets, tools, excludeTools, allow };
}

/** What it names that is not there, and a scope that leaves nothing. */
export function scopeProblems(scope: Scope, toolsets: readonly Toolset[]): readonly string[] {
  const { tools, problems } = select(toolsets, scope);
  if (problems.length > 0) return problems;
  const left = withinBounds(toolsets, tools, scope.allow, scope.tools ?? []);
  return left.length > 0
    ? []
    : ['This scope leaves no tool: the selected ones need objects of kinds that are closed.'];
}

export function expiryOf({ expires }: Config): {
  readonly at?: string;
  readonly problems: readonly string[];
} {
  if (!expires) return { problems: [] };
  const now = Date.now();
  const at = later(expires, now);
  return at > now
    ? { at: new Date(at).toISOString(), problems: [] }
    : { problems: ['--expires lies in the past.'] };
}

/** A name that is none may be anything, a token too: it is not repeated. */
export function nameProblems(name: string): string[] {
  if (looksMinted(name)) return ['That is a token or a key, no name. Names are given to be seen.'];
  return NAME.test(name)
    ? []
    : [
        'The name must have at most 64 letters, digits, dots, dashes and underscores, and begin with a letter or digit.',
      ];
}
