import { explain } from '../../schema/explain.js';
import type { Schema } from '../../schema/index.js';
import type { AllowLists } from '../connection.js';
import { holds } from './kinds.js';
import { notListed } from './refusal.js';

/** The design as a bounded connection may know it; what it explains comes from that alone. */
export function boundedSchema(schema: Schema, allow: AllowLists): Schema {
  const bounded: Schema = {
    names: async (root) =>
      allow[root]?.length ? (await schema.names(root)).filter((name) => holds(allow[root], name)) : [],
    async fields(root, name) {
      const argument = root === 'tables' ? 'table_name' : 'view_name';
      if (!holds(allow[root], name)) throw notListed(argument, name, root, allow);
      return schema.fields(root, name);
    },
    changed: () => schema.changed(),
    explain: (failure) => explain(failure, bounded).catch(() => failure),
  };
  return bounded;
}
