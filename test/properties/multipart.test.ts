import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { multipart } from '../../src/caspio/multipart.js';
import { readForm } from '../support/multipart.js';
import { anyText, anyUnicode } from '../support/random.js';

const content = fc.oneof(
  fc.uint8Array({ maxLength: 100 }),
  anyText.map((text) => Buffer.from(text)),
  fc.constantFrom(
    ...['\r\n', '--', '\r\n--', '\r\n\r\n', '\r\n--caspio-mcp-'].map((text) => Buffer.from(text)),
  ),
);
const type = fc.oneof(fc.constantFrom('image/png', 'application/vnd.ms-excel', 'text/x+y.z-1'), anyText);
const file = fc.record({ name: anyUnicode, type, content });

/** The parts that a form of these files is read back as; its length is checked against the promised one. */
async function roundTrip(
  field: string,
  files: readonly { name: string; type: string; content: Uint8Array }[],
) {
  const form = multipart(
    field,
    files.map(({ content, ...part }) => ({
      ...part,
      size: content.length,
      async *open() {
        yield content.subarray(0, 3);
        yield content.subarray(3);
      },
    })),
  );
  const sent: Uint8Array[] = [];
  for await (const chunk of form.open()) sent.push(chunk);
  const body = Buffer.concat(sent);
  expect(body.length).toBe(form.length);
  return readForm(form.contentType, body);
}

describe('a form', () => {
  it('carries every name, type and content as it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('File', 'Files'),
        fc.array(file, { minLength: 1, maxLength: 3 }),
        async (field, files) => {
          const parts = await roundTrip(field, files);
          expect(parts).toHaveLength(files.length);
          for (const [index, { name, type, content }] of files.entries()) {
            const { headers = [], bytes } = parts?.[index] ?? {};
            const [disposition = '', contentType] = headers;
            const [, plain = '', encoded = ''] =
              new RegExp(
                `^Content-Disposition: form-data; name="${field}"; filename="(.*)"; filename\\*=UTF-8''(.*)$`,
                's',
              ).exec(disposition) ?? [];
            const safe = name.replace(/\p{Cc}/gu, '_');
            expect(headers).toHaveLength(2);
            expect(plain.replace(/\\(.)/gsu, '$1')).toBe(safe);
            expect(plain.replace(/\\./gsu, '')).not.toContain('"');
            expect(encoded).toMatch(/^(?:[\w.!~-]|%[\dA-F]{2})*$/);
            expect(decodeURIComponent(encoded)).toBe(safe);
            const isType = /^[\w.+-]+\/[\w.+-]+$/.test(type);
            expect(contentType).toBe(`Content-Type: ${isType ? type : 'application/octet-stream'}`);
            expect(bytes).toEqual(Buffer.from(content));
          }
        },
      ),
      {
        numRuns: 1_000,
        examples: [['File', [{ name: '"\r\nX: "\\', type: 'a/b\r\nX: 1', content: Buffer.alloc(0) }]]],
      },
    );
  });
});
