import { describe, expect, it } from 'vitest';
import { Ledger } from './ledger.js';
import { runChaos } from './run.js';

describe('chaos', () => {
  it('leaves exactly what callers were told', { timeout: 120_000 }, async () => {
    const { differences, told, longestMs } = await runChaos({ calls: 600, callers: 20, seed: 4, rate: 0.2 });
    expect(differences).toEqual([]);
    expect(longestMs).toBeLessThan(50_000);
    expect(Math.min(told.done, told.refused, told.unknown)).toBeGreaterThan(0);
  });

  it('would find what is lost, doubled, or there in spite of a refusal', () => {
    const ledger = new Ledger();
    ledger.note('lost', 'done', 'a');
    ledger.note('doubled', 'done', 'a');
    ledger.note('there', 'refused', 'a');
    ledger.note('stale', 'done', 'a');
    ledger.note('stale', 'done', 'b');
    ledger.note('either', 'unknown', 'a');
    const found = new Map([
      ['doubled', ['a', 'a']],
      ['there', ['a']],
      ['stale', ['a']],
      ['either', ['a']],
      ['stranger', ['a']],
    ]);
    expect(ledger.differences(found).map((line) => line.split(':')[0])).toEqual([
      'stranger',
      'lost',
      'doubled',
      'there',
      'stale',
    ]);
    expect(ledger.differences(new Map())).not.toContainEqual(expect.stringContaining('either'));
  });
});
