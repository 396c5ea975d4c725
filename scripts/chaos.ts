/** The long chaos run: `npm run chaos [-- --calls 10000 --seed 1]`. Ends with 1 when anybody was told a falsehood. */
import { parseArgs } from 'node:util';
import { runChaos } from '../test/chaos/run.js';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '10000' },
    callers: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    rate: { type: 'string', default: '0.2' },
  },
});
const report = await runChaos({
  calls: Number(values.calls),
  callers: Number(values.callers),
  seed: Number(values.seed),
  rate: Number(values.rate),
});
console.log(JSON.stringify({ seed: values.seed, ...report }, null, 2));
if (report.differences.length > 0 || report.longestMs >= 50_000) process.exitCode = 1;
