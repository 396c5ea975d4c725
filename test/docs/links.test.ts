import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import GithubSlugger from 'github-slugger';
import { describe, expect, it } from 'vitest';
import { pages, prose } from './pages.js';

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(text: string): readonly string[] {
  const slugger = new GithubSlugger();
  return [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    slugger.slug(heading.replace(/[`*]/g, '')),
  );
}

const links = pages.flatMap(({ file, text }) =>
  [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => ({ file, target })),
);

describe('links', () => {
  it('are found at all', () => {
    expect(links.length).toBeGreaterThan(50);
  });

  it.each(links.filter(({ target }) => !/^\w+:/.test(target)))('$file → $target', ({ file, target }) => {
    const [path = '', anchor] = target.split('#');
    const at = path === '' ? file : normalize(join(dirname(file), path));
    expect(existsSync(at), at).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(readFileSync(at, 'utf8'))).toContain(anchor);
  });

  it.each(links.filter(({ target }) => /^\w+:/.test(target)))('$file → $target is safe', ({ target }) => {
    expect(new URL(target).protocol).toBe('https:');
  });

  it('lead from the README to every page', () => {
    const reached = new Set(['README.md']);
    for (const page of reached)
      for (const { target } of links.filter(({ file }) => file === page))
        if (!/^\w+:/.test(target) && target.includes('.md'))
          reached.add(normalize(join(dirname(page), target.replace(/#.*/, ''))));
    expect(pages.map(({ file }) => file).filter((file) => !reached.has(file))).toEqual([]);
  });
});
