export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.js';
export { startSandboxThread } from './thread.js';
