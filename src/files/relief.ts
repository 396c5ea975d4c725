import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Buffers that wait to be freed, at most, before a transfer asks for it. */
const EVERY_BYTES = 16 * 1024 * 1024;

let collectYoung: (() => void) | undefined;

/**
 * To be told of every piece of a transfer. V8 sees only the small objects around its buffers and frees these late:
 * a 200 MB file would hold some 64 MB meanwhile. A collection of the young objects costs a millisecond.
 */
export function relief(): (bytes: number) => void {
  let waiting = 0;
  return (bytes) => {
    waiting += bytes;
    if (waiting < EVERY_BYTES) return;
    waiting = 0;
    collectYoung ??= youngCollector();
    collectYoung();
  };
}

function youngCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('gc');
  return typeof gc === 'function' ? () => gc({ type: 'minor' }) : () => {};
}
