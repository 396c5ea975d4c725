/** A "model" for `npm run evals` that thinks nothing: it replays the steps that a task has for the tests. */
import { json } from 'node:stream/consumers';
import { filled } from '../test/evals/reference.js';
import { loadTasks } from '../test/evals/task.js';
import type { Message, Turn } from './evals/model.js';

const { messages } = (await json(process.stdin)) as Turn;
const asked = messages.find((message) => message.role === 'user')?.text;
const task = loadTasks().find(({ ask }) => ask === asked);
if (!task) throw new Error('no task has these words');

const answers = messages.filter((message) => message.role === 'tool').map(answerIn);
const step = task.steps[answers.length];
const reply = step
  ? { tool_calls: [{ name: step.tool, arguments: filled(step.args, answers) }] }
  : { text: filled(task.answer, answers) };
process.stdout.write(JSON.stringify(reply));

function answerIn({ content, is_error }: Extract<Message, { role: 'tool' }>): unknown {
  const [first] = content as readonly { readonly text?: string }[];
  const text = first?.text ?? '';
  return is_error ? text : JSON.parse(text);
}
