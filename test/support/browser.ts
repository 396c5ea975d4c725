import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const PATH = '/usr/bin/chromium';

/** Tests that want a browser are left out where there is none; CI must have one. */
export const hasBrowser = existsSync(PATH) || Boolean(process.env.CI);

/** Debian's Chromium, which asks nobody but the page. */
export const startBrowser = () =>
  chromium.launch({
    executablePath: PATH,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
