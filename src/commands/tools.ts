import weights from '../../tools/weights.json' with { type: 'json' };
import { catalogueText, listed } from '../catalogue.js';
import type { Config } from '../config.js';
import { type Catalogue, select } from '../registry.js';
import type { Ended, Surroundings } from './surroundings.js';

/** Shows the selected tools and what they weigh. */
export async function runTools(
  config: Config,
  { toolsets }: Catalogue,
  { print }: Surroundings,
): Promise<Ended> {
  const { tools, problems } = select(toolsets, config);
  if (problems.length > 0) return { problems };
  const shown = listed(toolsets, tools, weights);
  print(config.json ? `${JSON.stringify(shown, null, 2)}\n` : catalogueText(shown));
  return { code: 0 };
}
