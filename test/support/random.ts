import fc from 'fast-check';

/** The same random values in every run, others with SEED=<number>; a failure prints its seed. */
export const SEED = Number(process.env.SEED ?? 20_261_122);

fc.configureGlobal({ seed: SEED });

/** Pieces that end, escape or hide something: in addresses, in SQL, in forms, in headers, in Unicode. */
const PIECES = [
  ...['/', '\\', '.', '..', '%2F', '%2e%2e', '%', '?', '#', ';', '&', '=', '+', ':', '@'],
  ...["'", "''", "N'", '"', '""', '[', ']', ']]', '(', ')', '--', '/*', '*/', ',', 'N', '1', 'a_'],
  ...['\0', '\t', '\r', '\n', '\r\n', ' ', '\u00a0', '\u2028', '\ufeff', '\u007f', '\u0085'],
  ...['\ud835', '\udc00', '\u{1d400}', '\u{1d7ce}', '\u{1f431}', 'e\u0301', '\u0130', '\u017f'],
  ...['__proto__', 'constructor', 'undefined', 'null', 'NaN', 'PK_ID', 'SELECT', 'NEWID'],
];

const piece = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...PIECES) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
);

/** Any text, with what has gone wrong somewhere in it; now and then a very long one. Surrogates may be alone. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 30, arbitrary: fc.string({ unit: piece, maxLength: 12 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.string({ unit: piece, minLength: 1, maxLength: 3 }), fc.integer({ min: 100, max: 3_000 }))
      .map(([text, times]) => text.repeat(times)),
  },
);

/** Any text that is valid Unicode. */
export const anyUnicode: fc.Arbitrary<string> = anyText.map((text) => text.toWellFormed());
