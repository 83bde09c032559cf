import { globSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { anchorOf, htmlOf } from '../panel/build/markdown.ts';
import { GUIDES } from '../panel/src/help/topics.ts';
import { allTexts } from '../panel/src/i18n/all.ts';
import { PICTURES } from '../test/kit/pictures.ts';

/** The guides in Polish name what the panel really shows, and their pictures are of it. */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MAX_PICTURES_BYTES = 3_000_000;
/** The complete guide and the page of programs emphasise other words as well. */
const WITH_EMPHASIS = ['przewodnik.md', 'dostep-do-plikow.md'];

const read = (file: string): string => readFileSync(`${ROOT}/${file}`, 'utf8');
const guides = globSync('docs/pl/*.md', { cwd: ROOT }).toSorted();
const texts = new Set(textsOf(allTexts.pl).map(plain));

test.each(guides)('%s: the places that it names in the panel are there', (guide) => {
  const bold = [...read(guide).matchAll(/\*\*([^*]+)\*\*/g)].map(([, text]) => text!.replaceAll(/\s+/g, ' '));
  const all = WITH_EMPHASIS.includes(basename(guide)) ? bold.filter((text) => text.includes(' → ')) : bold;
  const named = all.flatMap((text) => text.split(' → ')).filter((text) => !NOT_OF_THE_PANEL.has(text));
  expect(named.filter((text) => !texts.has(plain(text)))).toEqual([]);
  expect(read(guide)).not.toContain('Fonoteka');
});

/** Emphasised in the short guides all the same. */
const NOT_OF_THE_PANEL = new Set([
  'Biznes',
  'Premium',
  'Elite',
  '30 dni',
  '15:00',
  'Ważne!',
  'Nagrań klientów nikt z obsługi nie słyszy',
]);

test('each picture is used, shown by its test, and all are small', () => {
  const pages = globSync(['README.md', 'docs/**/*.md'], { cwd: ROOT });
  const used = pages.flatMap((page) => [...read(page).matchAll(/images\/([\w.-]+)/g)].map(([, name]) => name!));
  const there = globSync('docs/images/*', { cwd: ROOT });
  expect(there.map((file) => basename(file)).toSorted()).toEqual([...new Set(used)].toSorted());
  expect(PICTURES.map(({ name }) => `${name}.webp`).toSorted()).toEqual([...new Set(used)].toSorted());
  const bytes = there.reduce((sum, file) => sum + statSync(`${ROOT}/${file}`).size, 0);
  expect(bytes).toBeLessThan(MAX_PICTURES_BYTES);
});

test('each page of the panel with help has its place in a guide', () => {
  const lost = Object.values(GUIDES).filter(([, guide]) => {
    const [page, section] = guide.split('#');
    const headings = [...read(`docs/pl/${page!.replace('.html', '.md')}`).matchAll(/^#+ (.+)$/gm)];
    return section !== undefined && !headings.some(([, heading]) => anchorOf(heading!) === section);
  });
  expect(lost).toEqual([]);
});

test('in the HTML of the guides headings have anchors, wide parts scroll, and what is no page of theirs becomes plain text', () => {
  const markdown =
    '# A & *B*\n\n`<b>`, [three](x.md?a&b), [**four**](../y.md).\n\n![five "5"](z.webp)\n\n|a|\n|---|\n|1|\n\n```\n6\n```';
  expect(htmlOf(markdown, (target) => (target.startsWith('../') ? null : target)).replaceAll('\n', '')).toBe(
    [
      '<h1 id="a--b">A &amp; <em>B</em></h1>',
      '<p><code>&lt;b&gt;</code>, <a href="x.md?a&amp;b">three</a>, <strong>four</strong>.</p>',
      '<p><img src="z.webp" alt="five &quot;5&quot;" loading="lazy" /></p>',
      '<div class="table" tabindex="0"><table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table></div>',
      '<pre tabindex="0"><code>6</code></pre>',
    ].join(''),
  );
});

function textsOf(part: object): string[] {
  return Object.values(part).flatMap((value: unknown) =>
    typeof value === 'string' ? [value] : textsOf(value as object),
  );
}

/** As far as a reader sees: no soft hyphens, no-break spaces or full stop. */
function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ').replaceAll('\u2011', '-').replace(/[.…]$/, '').trim().toLowerCase();
}
