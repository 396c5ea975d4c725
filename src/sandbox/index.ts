export { FAULT_KINDS, type FaultKind } from './fault-kinds.js';
export type { FaultOptions } from './faults.js';
export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.js';
export { startSandboxThread } from './thread.js';
export { type Ways, waysInto } from './ways.js';
