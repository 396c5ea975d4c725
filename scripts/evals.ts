/**
 * The evaluation tasks with a model of your own: `npm run evals -- --model-command CMD [--task ID]… [--turns 30]`.
 * Ends with 1 when a task was not passed. See docs/evals.md.
 */
import { parseArgs } from 'node:util';
import { loadTasks } from '../test/evals/task.js';
import { type Report, runTask } from './evals/loop.js';

const { values } = parseArgs({
  options: {
    'model-command': { type: 'string' },
    task: { type: 'string', multiple: true },
    turns: { type: 'string', default: '30' },
  },
});
const command = values['model-command'];
const all = loadTasks();
const unknown = (values.task ?? []).filter((id) => !all.some((task) => task.id === id));

if (command === undefined || unknown.length > 0) {
  if (command === undefined) console.error('Say with --model-command what to run for each turn.');
  if (unknown.length > 0) console.error(`There is no task ${unknown.join(', ')}.`);
  console.error(`Tasks: ${all.map(({ id }) => id).join(', ')}`);
  process.exitCode = 2;
} else {
  const picked = all.filter(({ id }) => values.task?.includes(id) ?? true);
  const widest = Math.max(...picked.map(({ id }) => id.length));
  const line = (...cells: readonly (string | number)[]) =>
    console.log(
      cells.map((cell, at) => (at === 0 ? String(cell).padEnd(widest) : String(cell).padStart(8))).join('  '),
    );
  const turns = Number(values.turns);
  if (!Number.isInteger(turns) || turns < 1) throw new Error('--turns must be a whole number from 1');
  line('task', 'passed', 'calls', 'budget', 'turns', 'tokens');
  const reports: Report[] = [];
  for (const task of picked) {
    const report = await runTask(task, command, turns);
    reports.push(report);
    const passed = report.problems.length === 0 ? 'yes' : 'no';
    line(report.id, passed, report.caspioCalls, task.budget, report.turns, report.tokens);
    for (const problem of report.problems) console.log(`    ${problem}`);
  }
  const passed = reports.filter(({ problems }) => problems.length === 0);
  console.log(`${passed.length} of ${reports.length} passed.`);
  if (passed.length < reports.length) process.exitCode = 1;
}
