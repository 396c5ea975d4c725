import { answers } from './answers.js';
import { bodies } from './bodies.js';
import { connections } from './connections.js';
import type { Fault } from './fault.js';
import { rate } from './rate.js';

/** Every fault that the tests run through, by the headings of docs/faults.md. */
export const matrix: Readonly<Record<string, readonly Fault[]>> = {
  'Connections that are not made, or break': connections,
  'Answers that do not come whole, in time or in shape': bodies,
  'Answers that say what is wrong': answers,
  'The rate limit of the account': rate,
};
