/** The official MCP conformance suite: `npm run conformance`. Ends with 1 when anything fails that is not listed. */
import { runFixtures, runProduct } from '../test/conformance/run.js';

const verdicts = [...(await runFixtures()), ...(await runProduct())];
for (const { name, ok, output } of verdicts)
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name}: ${gist(output)}`);
const failed = verdicts.filter(({ ok }) => !ok);
for (const { name, output } of failed) console.log(`\n--- ${name}\n${output}`);
if (failed.length > 0) process.exitCode = 1;

/** Counts of checks, and by name whatever did not pass: nothing is left out in silence. */
function gist(output: string): string {
  const found = (pattern: RegExp) => [...output.matchAll(pattern)].map(([, what]) => what);
  const expected = found(/^ {2}~ (\S+)/gm);
  const unexplained = (scenario = '') => !expected.some((check) => check?.startsWith(`${scenario}:`));
  const failing = found(/^✗ (\S+):/gm).filter(unexplained);
  const empty = found(/^✓ (\S+): 0 passed/gm).filter(unexplained);
  const passing = found(/^✓ (\S+): [1-9]/gm).length;
  const counts = passing > 0 ? [`${passing} scenarios pass`] : found(/^(Passed: .*)$/gm);
  return [
    ...counts,
    ...named('expected to fail', expected),
    ...named('not scored, fail', failing),
    ...named('not scored, had nothing to check', empty),
  ].join('; ');
}

function named(title: string, names: readonly (string | undefined)[]): string[] {
  return names.length > 0 ? [`${title}: ${names.join(', ')}`] : [];
}
