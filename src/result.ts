import type { Failure } from './caspio/failure.js';
import type { Row } from './caspio/shapes.js';
import { fitAnswer, fitBase64, fitRecords } from './fit.js';
import type { Confirmation } from './guard.js';
import { caspioLines, oneLine, quoted } from './quote.js';
import { shorten } from './shorten.js';
import type { AnyAnswer, FileAnswer, LinkAnswer, ResourceLink } from './tool.js';

type Block =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly data: string; readonly mimeType: string }
  | ({ readonly type: 'resource_link' } & ResourceLink);

/** What a call gives its client: one compact JSON object as text, and the same as structured content where declared. */
export interface Rendered {
  readonly content: readonly Block[];
  readonly structuredContent?: Record<string, unknown>;
  readonly isError?: true;
}

/** A success within `maxChars` characters: cut at a record, with a cursor and a note, never in the middle. */
export function render(answer: AnyAnswer, maxChars: number, structured: boolean): Rendered {
  if ('rows' in answer) return text(fitRecords(answer, maxChars).text);
  const { image, link, ...rest }: FileAnswer & Partial<LinkAnswer> = answer;
  const fitted = 'base64' in rest ? fitBase64(rest, maxChars) : fitAnswer(rest, maxChars);
  const blocks: Block[] = [{ type: 'text', text: fitted.text }];
  if (image) blocks.push({ type: 'image', ...image });
  if (link) blocks.push({ type: 'resource_link', ...link });
  return { content: blocks, ...(structured && { structuredContent: fitted.content }) };
}

export const renderFailure = (failure: Failure): Rendered => ({
  ...text(failureText(failure)),
  isError: true,
});

/** What happened, what Caspio said of it, and what to do next. */
export const failureText = ({ kind, what, caspio, next }: Failure): string =>
  [`Error (${kind}): ${what}.`, ...caspioLines(caspio), `Next: ${next}`].join('\n');

/** The refusal of a wide write. Nothing was changed; the sample is data, shown apart from our own words. */
export function renderConfirmation(confirmation: Confirmation): Rendered {
  const lines = [
    `Not done, nothing was changed. ${confirmationText(confirmation)}`,
    `Next: make sure that this is what the person wants, then repeat the same call with expected_count: ${confirmation.count}.`,
  ];
  return { ...text(lines.join('\n')), isError: true };
}

/** What a write would do, how far it reaches, and some of what it reaches. */
export function confirmationText(confirmation: Confirmation): string {
  const { action, where, unit, count, expected_count, sample, writes } = confirmation;
  const condition = where === undefined ? '' : ` where ${quoted(where)}`;
  const reach = `this reaches ${count} ${unit}${count === 1 ? '' : 's'}`;
  const contrast = expected_count === undefined ? '' : `, not the ${expected_count} of expected_count`;
  const change = writes ? `\nWould write: ${JSON.stringify(shorten(writes, 60))}` : '';
  return `${oneLine(action)}${condition}: ${reach}${contrast}.${change}\nSample: ${JSON.stringify(sample.map(glimpse))}`;
}

/** The person was asked, and did not say yes. */
export const renderDeclined = (how: 'declined' | 'cancelled'): Rendered => ({
  ...text(
    how === 'declined'
      ? 'Not done, nothing was changed: the person was asked and declined.\nNext: do not try it another way; ask the person what they want instead.'
      : 'Not done, nothing was changed: the person was asked and gave no answer.\nNext: ask the person whether it is still wanted.',
  ),
  isError: true,
});

const text = (words: string): Rendered => ({ content: [{ type: 'text', text: words }] });

/** A few short cells of a record: enough to recognise it. */
const glimpse = (row: Row): Row => shorten(Object.fromEntries(Object.entries(row).slice(0, 6)), 60);
