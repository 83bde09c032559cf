import { globSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { anchorOf, htmlOf } from '../panel/build/markdown.ts';
import { GUIDES, PAGES } from '../panel/src/help/guides.ts';
import { allTexts } from '../panel/src/i18n/all.ts';
import { RIGHTS } from '../src/tenants/index.ts';
import { PICTURES } from '../test/kit/pictures.ts';

/** The guides name what the panel really shows, in both languages, and their pictures are of it. */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MAX_PICTURES_BYTES = 3_000_000;
/** The complete guide and the page of programs emphasise other words as well. */
const WITH_EMPHASIS = ['przewodnik', 'dostep-do-plikow', 'guide', 'file-access'];

const read = (file: string): string => readFileSync(`${ROOT}/${file}`, 'utf8');
const levelsOf = (page: string): string[] =>
  [...read(page).matchAll(/^#+(?= )|^\|?[-|]+\|$|^```|^\d\./gm)].map(([mark]) => mark);
const texts = {
  pl: new Set(textsOf(allTexts.pl).map(plain)),
  en: new Set(textsOf(allTexts.en).map(plain)),
};

/** By its name, since its types are in files that only the panel's compiler reads. */
const MENU = '../panel/src/shell/menu.ts';
const { menuOf } = (await import(MENU)) as {
  menuOf: (user: object) => {
    section: 'billing' | 'operator';
    groups: readonly { name: Group; items: readonly { name: Exclude<keyof Menu, 'groups'> }[] }[];
  };
};
type Menu = typeof allTexts.pl.menu;
type Group = keyof Menu['groups'];

/** Emphasised in the short guides all the same. */
const NOT_OF_THE_PANEL = {
  pl: new Set(['Biznes', 'Premium', 'Elite', '30 dni', '15:00', 'Ważne!', 'Nagrań klientów nikt z obsługi nie słyszy']),
  en: new Set([
    'Biznes',
    'Premium',
    'Elite',
    '30 days',
    '15:00',
    'Important!',
    'None of the staff hear customers’ recordings',
  ]),
};

/** Slanted, and no texts of the panel: those of other programs, foreign words, examples. */
const OF_OTHERS = new Set(
  `Normalne|Plik klucza|Użyj jawnego FTP przez TLS|SSL/TLS|tryb pasywny|Połącz z witryną sieci Web…|Pobieraj tylko zmiany zdalne|Zainstaluj
Dodaj do ekranu głównego|reklamacja|CSV|explicit|Szyfrowanie|Protokół pliku|Ten komputer|Mapuj dysk sieciowy|Połącz przy użyciu innych poświadczeń
WebClient|Idź|Połącz z serwerem|Normal|Key file|Require explicit FTP over TLS|passive mode|Connect to a Web site…|Download remote changes only|Install
Add to Home Screen|complaint|Encryption|File protocol|This PC|Map network drive|Connect using different credentials|Go|Connect to Server`.split(
    /[|\n]/,
  ),
);

const guides = PAGES.flatMap((page) => [
  { language: 'pl', name: page.pl } as const,
  { language: 'en', name: page.en } as const,
]);

test.each(guides)('$language/$name: the places that it names in the panel are there', ({ language, name }) => {
  const text = read(`docs/${language}/${name}.md`);
  const bold = [...text.matchAll(/\*\*([^*]+)\*\*/g)].map(([, words]) => words!.replaceAll(/\s+/g, ' '));
  const all = WITH_EMPHASIS.includes(name) ? bold.filter((words) => words.includes(' → ')) : bold;
  const named = all.flatMap((words) => words.split(' → ')).filter((words) => !NOT_OF_THE_PANEL[language].has(words));
  expect(named.filter((words) => !texts[language].has(plain(words)))).toEqual([]);
  const slanted = [...withoutCode(text).matchAll(/(?<!\*)\*([^*\n]+)\*(?!\*)/g)].flatMap(([, words]) =>
    words!.split(' → '),
  );
  const unknown = slanted.filter((words) => !texts[language].has(plain(words)));
  expect(unknown.filter((words) => !OF_OTHERS.has(words))).toEqual([]);
  expect(text).not.toContain('Fonoteka');
});

test.each(guides)('$language/$name: the ways through the menu lead to its pages', ({ language, name }) => {
  const marked = [...withoutCode(read(`docs/${language}/${name}.md`)).matchAll(/(\*{1,2})([^*]+ → [^*]+)\1/g)];
  const ways = marked.map(([, , words]) => words!.replaceAll(/\s+/g, ' ').split(' → '));
  const { menu } = allTexts[language];
  const places = (['admin', 'operator-admin'] as const).flatMap((role) => {
    const { section, groups } = menuOf({ id: role, login: role, role, rights: [...RIGHTS], numbers: null });
    return groups.flatMap(({ name: group, items }) =>
      items.flatMap((item) => {
        const [label, page] = [menu.groups[group], menu[item.name]];
        return [`${menu[section]} → ${page}`, `${menu[section]} → ${label} → ${page}`, `${label} → ${page}`];
      }),
    );
  });
  const labels = places.map((place) => place.split(' → ')[0]);
  const ofMenu = ways.filter(([first]) => labels.includes(first));
  const lost = ofMenu.filter((way) => ![2, 3].some((length) => places.includes(way.slice(0, length).join(' → '))));
  expect(lost).toEqual([]);
});

test('each guide is there in both languages, with the same parts and pictures', () => {
  for (const language of ['pl', 'en'] as const) {
    const there = globSync(`docs/${language}/*.md`, { cwd: ROOT }).map((file) => basename(file, '.md'));
    expect(there.toSorted()).toEqual(PAGES.map((page) => page[language]).toSorted());
  }
  for (const page of PAGES) {
    const [polish, english] = [`docs/pl/${page.pl}.md`, `docs/en/${page.en}.md`];
    expect({ page, parts: levelsOf(english) }).toEqual({ page, parts: levelsOf(polish) });
    expect(picturesOf(english)).toEqual(picturesOf(polish).map((picture) => picture.replace('.webp', '-en.webp')));
  }
});

test.each(PAGES)('docs/pl/$pl and docs/en/$en name the same numbers, paragraph by paragraph', ({ pl, en }) => {
  expect(numbersOf(`docs/en/${en}.md`)).toEqual(numbersOf(`docs/pl/${pl}.md`));
});

const NAMES = { pl: namesByWords(allTexts.pl), en: namesByWords(allTexts.en) };
/** Words of both languages that a text of the panel happens to be, too. */
const PROSE = new Set(['podsumowanie', 'link do nagrania', 'do kiedy', 'usunięcie:']);

test.each(PAGES)('where docs/pl/$pl names a text of the panel, docs/en/$en names the same one', ({ pl, en }) => {
  const polish = emphasised(`docs/pl/${pl}.md`);
  const english = emphasised(`docs/en/${en}.md`);
  const others = polish.flatMap((words, at) =>
    words.flatMap((word, index) => {
      const same = english[at]![index] ?? '';
      const names = NAMES.pl.get(plain(word)) ?? [];
      const isSame = names.length === 0 || NAMES.en.get(plain(same))?.some((name) => names.includes(name)) === true;
      return isSame || PROSE.has(plain(word)) ? [] : [`${word}: ${same}`];
    }),
  );
  expect(others).toEqual([]);
});

test('each picture is used, shown by its test, and all are small', () => {
  const pages = globSync(['README.md', 'docs/**/*.md'], { cwd: ROOT });
  const used = pages.flatMap(picturesOf);
  const there = globSync('docs/images/*', { cwd: ROOT });
  expect(there.map((file) => basename(file)).toSorted()).toEqual([...new Set(used)].toSorted());
  const taken = PICTURES.flatMap(({ name }) => [`${name}.webp`, `${name}-en.webp`]);
  expect(taken.toSorted()).toEqual([...new Set(used)].toSorted());
  const bytes = there.reduce((sum, file) => sum + statSync(`${ROOT}/${file}`).size, 0);
  expect(bytes).toBeLessThan(MAX_PICTURES_BYTES);
});

test('each page of the panel with help has its place in the guides of both languages', () => {
  const places = Object.values(GUIDES).flatMap(({ pl, en }) => [`docs/pl/${pl}`, `docs/en/${en}`]);
  const lost = places.filter((place) => {
    const [page, section] = place.split('#');
    const headings = [...read(page!.replace('.html', '.md')).matchAll(/^#+ (.+)$/gm)];
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

/** What is emphasised in each paragraph, without foreign words. */
function emphasised(page: string): string[][] {
  const paragraphs = read(page)
    .replaceAll(/^```[^]*?^```/gm, '')
    .split('\n\n');
  return paragraphs.map((paragraph) =>
    [...paragraph.matchAll(/(\*{1,2})([^*]+)\1/g)]
      .flatMap(([, , words]) => words!.replaceAll(/\s+/g, ' ').split(' → '))
      .filter((words) => words !== 'explicit'),
  );
}

/** The names of the panel's texts, by their words. */
function namesByWords(part: object, at = '', found = new Map<string, string[]>()): Map<string, string[]> {
  for (const [name, value] of Object.entries(part) as [string, unknown][]) {
    if (typeof value !== 'string') namesByWords(value as object, `${at}${name}.`, found);
    else found.set(plain(value), [...(found.get(plain(value)) ?? []), at + name]);
  }
  return found;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Of each paragraph; `10,000` and `10 000`, `30 Jan 2026` and `30.01.2026`, `1.5` and `1,5` are the same. */
function numbersOf(page: string): string[][] {
  const written = read(page)
    .replaceAll(/(?<=\d)[\s,](?=\d{3}\b)/g, '')
    .replaceAll(/(?<=\d)[/,](?=\d)/g, '.')
    // The panel's English dates name the month.
    .replaceAll(/(\d\d?) ([A-Z][a-z]{2}) (?=\d{4})/g, (date, day: string, month: string) => {
      const nr = MONTHS.indexOf(month) + 1;
      return nr === 0 ? date : `${day.padStart(2, '0')}.${String(nr).padStart(2, '0')}.`;
    });
  return written.split('\n\n').map((paragraph) => (paragraph.match(/\d+(\.\d+)*/g) ?? []).toSorted());
}

function picturesOf(page: string): string[] {
  return [...read(page).matchAll(/images\/([\w.-]+)/g)].map(([, name]) => name!);
}

function textsOf(part: object): string[] {
  return Object.values(part).flatMap((value: unknown) =>
    typeof value === 'string' ? [value] : textsOf(value as object),
  );
}

function withoutCode(text: string): string {
  return text.replaceAll(/^```[^]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');
}

/** As far as a reader sees: no soft hyphens, no-break spaces or full stop. */
function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ').replaceAll('\u2011', '-').replace(/[.…]$/, '').trim().toLowerCase();
}
