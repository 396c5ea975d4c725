import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, startBrowser } from '../support/browser.js';
import { reader, sandboxProcess } from '../support/sandbox.js';

const HOSTILE = '<script>document.title = "taken"</script><img src=x onerror="document.title = 1">';
/** A busy machine starts a browser slowly. */
const PATIENCE = 60_000;

describe.runIf(hasBrowser)('the page of the sandbox in a browser', () => {
  let browser: Browser;
  let sandbox: Awaited<ReturnType<typeof sandboxProcess>>;
  let page: Page;
  let folder: string;
  const said: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'caspio-test-'));
    const Fields = [{ Name: 'Words', Type: 'STRING' }];
    const data = { tables: [{ Name: 'Letters', Fields, records: [{ Words: HOSTILE }] }] };
    await writeFile(join(folder, 'data.json'), JSON.stringify(data));
    sandbox = await sandboxProcess('--data', join(folder, 'data.json'));
    browser = await startBrowser();
    page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    await page.goto(sandbox.url);
  }, PATIENCE);
  afterAll(async () => {
    await browser?.close();
    await sandbox?.close();
    await rm(folder, { recursive: true });
  });

  it('shows tables with their counts, and their rows page by page', { timeout: PATIENCE }, async () => {
    await page.getByRole('button', { name: /^Customers/ }).click();
    await page.getByText(/Page 1 of \d+, [\d,]+ records/).waitFor();
    const first = await page.locator('#records tbody tr').first().innerText();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText(/Page 2 of/).waitFor();
    expect(await page.locator('#records tbody tr').first().innerText()).not.toBe(first);
    expect(await page.locator('#records tbody tr').count()).toBe(25);
  });

  it('shows requests as they come', { timeout: PATIENCE }, async () => {
    const read = await reader(sandbox.url);
    await read('/tables/Orders/records?q.limit=3');
    await page.getByText('/integrations/rest/v3/tables/Orders/records?q.limit=3').waitFor();
  });

  it('shows what records hold as text, whatever it is', { timeout: PATIENCE }, async () => {
    await page.getByRole('button', { name: /^Letters/ }).click();
    await page.getByText('document.title = "taken"').waitFor();
    expect(await page.title()).toBe('Caspio sandbox');
    expect(await page.locator('#records script, #records img').count()).toBe(0);
  });

  it('shows what to paste, and breaks none of its own rules', { timeout: PATIENCE }, async () => {
    expect(await page.locator('#settings').innerText()).toContain(`CASPIO_INTEGRATION_URL=${sandbox.url}`);
    expect(await page.locator('#oauth').innerText()).toContain(`${sandbox.url}/oauth/token`);
    expect(said).toEqual([]);
  });
});
