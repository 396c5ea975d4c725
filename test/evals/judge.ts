import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from './bench.js';
import { filled, valueAt } from './reference.js';
import { holds } from './same.js';
import type { Check, Fact, Task } from './task.js';

/** What came of a run, however it was made. */
export interface Ended {
  /** The final words. */
  readonly answer: string;
  readonly sawImage: boolean;
  readonly caspioCalls: number;
}

/** All that is wrong with the end of a run; nothing if it is as the task wants it. */
export async function judge(task: Task, bench: Bench, ended: Ended): Promise<string[]> {
  const { answer, sawImage, caspioCalls } = ended;
  const problems = await wrongState(task.checks, bench);
  for (const fact of task.facts) if (!says(answer, fact)) problems.push(`says not ${JSON.stringify(fact)}`);
  for (const words of task.never)
    if (says(answer, words)) problems.push(`should not say ${JSON.stringify(words)}`);
  if (task.image && !sawImage) problems.push('has seen no picture');
  if (caspioCalls > task.budget) problems.push(`took ${caspioCalls} Caspio calls, of ${task.budget}`);
  return problems;
}

async function wrongState(checks: readonly Check[], { api, folder }: Bench): Promise<string[]> {
  const problems: string[] = [];
  const answers: unknown[] = [];
  for (const check of checks) {
    if ('file' in check) {
      problems.push(...(await wrongFile(check, folder)));
      continue;
    }
    const { read, query, at, expected } = filled(check, answers);
    try {
      const answer = await api.call({ method: 'GET', path: read, query });
      answers.push(answer);
      const found = valueAt(answer, at);
      if (!holds(found, expected))
        problems.push(`${read}: ${JSON.stringify(found).slice(0, 500)}, not ${JSON.stringify(expected)}`);
    } catch (error) {
      problems.push(`${read}: ${String(error)}`);
    }
  }
  return problems;
}

async function wrongFile(
  { file, lines, contains }: Extract<Check, { file: string }>,
  folder: string,
): Promise<string[]> {
  const text = await readFile(join(folder, file), 'utf8').catch(() => undefined);
  if (text === undefined) return [`there is no file ${file}`];
  const found = text.trimEnd().split('\n').length;
  return [
    ...(lines !== undefined && found !== lines ? [`${file} has ${found} lines, not ${lines}`] : []),
    ...contains.filter((words) => !text.includes(words)).map((words) => `${file} lacks ${words}`),
  ];
}

function says(answer: string, fact: Fact): boolean {
  if (typeof fact === 'object' && 'matches' in fact) return new RegExp(fact.matches, 'i').test(answer);
  const texts = typeof fact === 'string' ? [fact] : fact;
  return texts.some((text) => plain(answer).includes(plain(text)));
}

/** Numbers are written in many ways, and so are apostrophes. */
const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/(?<=\d)[,\u202f\u00a0](?=\d{3})/g, '')
    .replaceAll('’', "'");
