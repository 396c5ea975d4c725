import type { Caspio } from '../../caspio/client.js';
import type { Schema } from '../../schema/index.js';
import type { AllowLists } from '../connection.js';
import { boundedSchema } from './schema.js';
import { createWall } from './wall.js';

export { withinBounds } from './catalogue.js';
export { isBounded } from './kinds.js';

/** Holds what tools work with to the allow-lists of a connection. */
export interface Bounds {
  caspio(caspio: Caspio): Caspio;
  schema(schema: Schema): Schema;
}

/** Made once per connection: it remembers where the folders and files of its calls are. */
export function createBounds(allow: AllowLists, now?: () => number): Bounds {
  return {
    caspio: createWall(allow, now),
    schema: (schema) => boundedSchema(schema, allow),
  };
}
