/** How the demo talks: in colours on a terminal only. */
export const bold = (text: string) => (process.stdout.isTTY ? `\x1b[1m${text}\x1b[0m` : text);
export const dim = (text: string) => (process.stdout.isTTY ? `\x1b[2m${text}\x1b[0m` : text);
export const say = (text: string) => console.log(`    ${text.replaceAll('\n', '\n    ')}`);
export const scene = (question: string) => console.log(`\n${bold(question)}`);
export const dollars = (amount: unknown) =>
  `$${Number(amount).toLocaleString('en-US', { minimumFractionDigits: 2 })}`;
