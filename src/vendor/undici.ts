/** A bundle of its own, loaded with the first request: compiling it would be felt at every start. */
export { Agent, type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
