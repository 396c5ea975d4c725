import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openBench } from './bench.js';
import { judge } from './judge.js';
import { filled } from './reference.js';
import { loadTasks } from './task.js';

const tasks = loadTasks();

/** A run that was thought out before, so that a task which no tool suffices for is found here. */
describe('the evaluation tasks', () => {
  it('are each in a file of its name', () => {
    const files = readdirSync('test/evals').filter((name) => name.endsWith('.json'));
    expect(tasks.map(({ id }) => `${id}.json`).sort()).toEqual(files.sort());
  });

  // Each has a sandbox and a server of its own; several at a time, as they wait for each other.
  it.concurrent.each(tasks)(
    '$id: the tools suffice',
    async (task) => {
      const bench = await openBench(task);
      try {
        const answers: unknown[] = [];
        let sawImage = false;
        for (const { tool, args, refused } of task.steps) {
          const { isError, text, content } = await bench.call(tool, filled(args, answers));
          if (isError !== refused) throw new Error(`${tool}: ${text.slice(0, 1_000)}`);
          answers.push(isError ? text : JSON.parse(text));
          sawImage ||= content.some(({ type }) => type === 'image');
        }
        const caspioCalls = await bench.caspioCalls();
        const answer = filled(task.answer, answers);
        expect(await judge(task, bench, { answer, sawImage, caspioCalls })).toEqual([]);
        expect(task.budget, 'tight').toBeLessThanOrEqual(Math.max(caspioCalls + 2, caspioCalls * 1.5));
      } finally {
        await bench.close();
      }
    },
    60_000,
  );
});
