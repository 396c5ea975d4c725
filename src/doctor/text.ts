import type { Report } from './report.js';

/** Characters of a line. */
const WIDTH = 100;

/** The report for a person: a table, what to do, and what the table does not show. */
export function reportText({ version, steps, what_to_do, caspio_calls, notes }: Report): string {
  const width = (texts: readonly string[]) => Math.max(...texts.map((text) => text.length)) + 2;
  const [step, state] = [width(steps.map((row) => row.step)), width(steps.map((row) => row.state))];
  const rows = [{ step: 'Step', state: 'State', detail: 'Detail' }, ...steps];
  const calls = `Caspio calls made: ${caspio_calls}. An account is billed for each that arrives.`;
  return [
    `caspio-mcp ${version} doctor`,
    '',
    ...rows.flatMap((row) => hanging(row.step.padEnd(step) + row.state.padEnd(state), row.detail)),
    '',
    ...(what_to_do.length > 0 ? ['What to do', ...what_to_do.flatMap(remedy), ''] : []),
    ...[...notes, calls].flatMap((note) => hanging('', note)),
    '',
  ].join('\n');
}

const remedy = ({ steps, next }: Report['what_to_do'][number], index: number) =>
  hanging(`${index + 1}. `, `${steps.join(', ')}: ${next}`);

/** A text behind `head`, broken into lines at spaces, each below the first word. */
function hanging(head: string, text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line ? `${line} ${word}` : word;
    if (line && head.length + longer.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].map((part, index) => (index === 0 ? head : ' '.repeat(head.length)) + part);
}
