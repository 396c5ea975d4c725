/** What only `caspio-mcp http` needs, so that it is loaded with it. */
export { createReach, reasonOf } from './caspio/reach.js';
export { createMetrics } from './metrics.js';
export { admitWithToken, serveOverHttp } from './transport/http/index.js';
