/** Draws the icons of the installed panel, `public/icons/*.png`, from `public/favicon.svg`: run it after a change of the logo. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { CHROMIUM } from '../../tools/test-chromium.ts';

const PUBLIC = fileURLToPath(new URL('../public', import.meta.url));
const BLUE = '#2f4ea3';
/** A maskable icon is cut to a circle of 80% of its width, so its logo is smaller, on a ground that reaches the edges. */
const ICONS = [
  { name: 'icon-192', px: 192, logo: 1, ground: 'transparent' },
  { name: 'icon-512', px: 512, logo: 1, ground: 'transparent' },
  { name: 'icon-maskable-512', px: 512, logo: 0.72, ground: BLUE },
] as const;

const svg = await readFile(`${PUBLIC}/favicon.svg`, 'utf8');
await mkdir(`${PUBLIC}/icons`, { recursive: true });
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
try {
  for (const { name, px, logo, ground } of ICONS) {
    const page = await browser.newPage({ viewport: { width: px, height: px } });
    const style = `margin:0;display:grid;place-content:center;height:${px}px;background:${ground}`;
    const drawn = svg.replace('<svg ', `<svg width="${px * logo}" height="${px * logo}" style="display:block" `);
    await page.setContent(`<body style="${style}">${drawn}</body>`);
    await writeFile(`${PUBLIC}/icons/${name}.png`, await page.screenshot({ omitBackground: true }));
    await page.close();
  }
} finally {
  await browser.close();
}
