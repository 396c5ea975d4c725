import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imbalance, isExactKey, quoteName, withoutEnd } from '../../src/sql/clause.js';
import { bare, meaning, type Token, tokens } from '../../src/sql/lexer.js';
import { groupedOrder, keyedOrder, shows } from '../../src/sql/list.js';
import { freshServer } from '../support/fresh.js';
import { anyText, anyUnicode } from '../support/random.js';

/** A text as every advice of ours tells callers to write it. */
const textLiteral = (text: string) => `'${text.replaceAll("'", "''")}'`;

const textsOf = (clause: string) => meaning(clause).map(({ text }) => text);

/** Clauses of all sorts: what callers mean, cut off and joined anywhere. */
const anyClause = fc.oneof(
  anyText,
  fc
    .array(
      fc.oneof(
        anyText.map(textLiteral),
        anyText.map(quoteName),
        fc.constantFrom('PK_ID', '=', '<>', 'AND', '(', ')', '42', '3.14', "N'x'", '-- c\n', '/* c */', ' '),
      ),
      { maxLength: 8 },
    )
    .map((pieces) => pieces.join(' ')),
);

describe('the lexer', () => {
  it('loses nothing but blanks between its tokens, whatever the clause', () => {
    fc.assert(
      fc.property(anyClause, (clause) => {
        let at = 0;
        for (const { text } of tokens(clause)) {
          while (/\s/.test(clause.charAt(at)) && !text.startsWith(clause.charAt(at))) at += 1;
          if (text === '' || !clause.startsWith(text, at))
            throw new Error(`${JSON.stringify(text)} at ${at}`);
          at += text.length;
        }
        expect(clause.slice(at).trim()).toBe('');
      }),
      { numRuns: 3_000, examples: [["'"], ['[a'], ['/* /* */'], ['\u{1d7ce}\u{1d400}'], ['N'], ['"']] },
    );
  });

  it('never cuts a character in two', () => {
    fc.assert(
      fc.property(anyUnicode, (clause) => {
        expect(tokens(clause).filter(({ text }) => !text.isWellFormed())).toEqual([]);
      }),
      { numRuns: 1_000, examples: [['\u{f3441}'], ['N\u{1f431}']] },
    );
  });

  it('reads every comment as one token, to its own end', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 4 }), (text, depth) => {
        const inner = text.replace(/[*/]/g, '');
        const block = '/*'.repeat(depth) + inner + '*/'.repeat(depth);
        const line = `--${text.replaceAll('\n', '')}`;
        const kinds = tokens(`${block}1${line}\n1`).map(({ kind }) => kind);
        expect(kinds).toEqual(['comment', 'number', 'comment', 'number']);
        expect(textsOf(`${block}1${line}\n1`)).toEqual(['1', '1']);
      }),
      { numRuns: 1_000 },
    );
  });

  it('reads every quoted text and name back as the one token it is', () => {
    fc.assert(
      fc.property(anyText, anyText, (name, text) => {
        const read = tokens(`${quoteName(name)} = ${textLiteral(text)} AND 1=1`);
        expect(read.map(({ kind }) => kind)).toEqual([
          'name',
          'symbol',
          'text',
          'word',
          'number',
          'symbol',
          'number',
        ]);
        expect(bare(read[0]?.text ?? '')).toBe(name);
        expect(read[2]?.text.slice(1, -1).replaceAll("''", "'")).toBe(text);
      }),
      {
        numRuns: 3_000,
        examples: [
          ["]] = '--", "'; DROP TABLE T --"],
          ['', ''],
        ],
      },
    );
  });
});

describe('a clause that passes', () => {
  const balanced = anyClause.filter((clause) => imbalance(clause) === undefined);

  it('means the same inside parentheses of ours, whatever follows them', () => {
    const token = (kind: Token['kind'], text: string): Token => ({ kind, text });
    fc.assert(
      fc.property(balanced, (clause) => {
        expect(tokens(`(${clause}\n) AND PK_ID > 5`)).toEqual([
          token('symbol', '('),
          ...tokens(clause),
          token('symbol', ')'),
          token('word', 'AND'),
          token('word', 'PK_ID'),
          token('symbol', '>'),
          token('number', '5'),
        ]);
      }),
      { numRuns: 2_000, examples: [['A = 1 -- all'], ['/* ( */ 1 = 1']] },
    );
  });

  it('closes no parenthesis of ours', () => {
    fc.assert(
      fc.property(balanced, (clause) => {
        let depth = 0;
        const depths = tokens(`(${clause}\n)`).map(({ text }) => {
          depth += text === '(' ? 1 : text === ')' ? -1 : 0;
          return depth;
        });
        expect(depths.indexOf(0)).toBe(depths.length - 1);
      }),
      { numRuns: 2_000 },
    );
  });

  it('means the same without its end', () => {
    fc.assert(
      fc.property(balanced, (clause) => {
        const kept = withoutEnd(clause);
        const wanted = textsOf(clause);
        while (wanted.at(-1) === ';') wanted.pop();
        expect(kept === undefined ? [] : textsOf(kept)).toEqual(wanted);
      }),
      { numRuns: 2_000, examples: [["A = ';' ; ;"], [';'], ['A = 1; -- all']] },
    );
  });

  it('keeps its own order in front of ours', () => {
    fc.assert(
      fc.property(balanced, (clause) => {
        const own = withoutEnd(clause);
        fc.pre(own !== undefined);
        const isKeyed = textsOf(own).some((text) => bare(text).toUpperCase() === 'PK_ID');
        const order = textsOf(keyedOrder(own, 'PK_ID'));
        expect(order.slice(0, textsOf(own).length)).toEqual(textsOf(own));
        if (!isKeyed) expect(order.slice(textsOf(own).length)).toEqual([',', 'PK_ID']);
        expect(textsOf(groupedOrder('State', own, '') ?? '').slice(0, textsOf(own).length)).toEqual(
          textsOf(own),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('is a single key only where it cannot be anything else', () => {
    fc.assert(
      fc.property(anyClause, fc.nat(), (clause, key) => {
        expect(isExactKey(`[PK_ID] = ${key}`)).toBe(true);
        expect(isExactKey(`PK_ID = ${key} OR ${clause}`)).toBe(false);
        if (isExactKey(clause)) expect(textsOf(clause)).toHaveLength(3);
      }),
      { numRuns: 1_000 },
    );
  });

  it('shows a quoted name and no other', () => {
    fc.assert(
      fc.property(anyText, anyText, (name, other) => {
        expect(shows(`A, ${quoteName(name)}`, name)).toBe(true);
        const isOther = ![name, 'A'].some((shown) => shown.toUpperCase() === other.toUpperCase());
        if (isOther) expect(shows(`A, ${quoteName(name)}`, other)).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a record of the sandbox', () => {
  const { server } = freshServer();

  it('is found by a condition with its own text, whatever it holds', async () => {
    // As long as field and address allow; SQLite ends a statement at NUL, and sql.js loses a BOM.
    const short = anyUnicode
      .map((text) =>
        text
          .replace(/[\0\ufeff]/g, '')
          .slice(0, 200)
          .toWellFormed(),
      )
      .filter((text) => encodeURIComponent(text).length < 1_500);
    await fc.assert(
      fc.asyncProperty(short, async (text) => {
        const values = { Subject: text, Status: 'Open', Priority: 'Low' };
        const made = await server.call('create_a_caspio_record', { table_name: 'Tickets', values });
        expect(made.isError, made.text).toBe(false);
        const { PK_ID } = made.json.result as { PK_ID: number };
        const where = `Subject = ${textLiteral(text)} AND PK_ID >= ${PK_ID}`;
        const found = await server.call('list_all_caspio_records', {
          table_name: 'Tickets',
          'q.select': 'PK_ID, Subject',
          'q.where': where,
        });
        expect(found.json.result, found.text).toEqual([{ PK_ID, Subject: text }]);
      }),
      { numRuns: 150 },
    );
  });
});
