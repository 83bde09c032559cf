import { createHash } from 'node:crypto';
import { parse, type Rule } from 'postcss';
import type { Plugin, Rolldown } from 'vite';

/** The classes of Mantine's components are made of hashes, which stand in the code of each component. */
const MANTINE_CLASS = /\bm_[0-9a-f]{5,8}\b/g;
/** Those of the panel's own modules: their name between underscores, and a hash. */
const OWN_CLASS = /\b_[A-Za-z][\w-]*_[\w-]{5}_\d+\b/g;

/** The chunk of the page that is shown first, which shows nothing of the other pages. */
const FIRST_PAGE = 'sign-in-page';

/**
 * Two sheets of one: that of the first page (`first-….css`, in the page) and that of all pages (`style-….css`, which
 * `app/styles.ts` loads). The second repeats the rules of the first, so that their order is that of one sheet. Left out are the rules
 * of Mantine's components that no page uses: more than a third.
 */
export function usedStyles(): Plugin {
  return {
    name: 'used-styles',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const outputs = Object.values(bundle);
        const chunks = outputs.filter((output) => output.type === 'chunk');
        const used = classesIn(chunks);
        const usedFirst = classesIn(firstLoad(chunks));
        for (const sheet of outputs) {
          if (sheet.type !== 'asset' || !sheet.fileName.endsWith('.css')) continue;
          const emit = (name: string, source: string) => {
            // Browsers keep a file of this name for ever: it has to name what is in it.
            const hash = createHash('sha256').update(source).digest('base64url').slice(0, 8);
            const fileName = `assets/${name}-${hash}.css`;
            this.emitFile({ type: 'asset', fileName, source });
            return fileName;
          };
          const all = emit('style', withoutUnused(String(sheet.source), used, MANTINE_CLASS));
          const first = emit('first', withoutUnused(String(sheet.source), usedFirst, MANTINE_CLASS, OWN_CLASS));
          const link = `<link rel="stylesheet" href="/${first}" data-other-pages="/${all}">`;
          for (const page of outputs) {
            if (page.type === 'asset' && page.fileName.endsWith('.html'))
              page.source = afterOutline(String(page.source), link);
          }
          delete bundle[sheet.fileName];
        }
      },
    },
  };
}

/** Behind the outline of index.html, which browsers draw while they load the styles; before the panel, whose own rules come later. */
function afterOutline(html: string, link: string): string {
  const there = /\s*<link rel="stylesheet"[^>]*>/;
  return there.test(html) ? html.replace(there, '').replace('<div id="root">', `${link}\n    <div id="root">`) : html;
}

/** The chunk of the first page with all that it imports, which the start is a part of. */
function firstLoad(chunks: readonly Rolldown.OutputChunk[]): Rolldown.OutputChunk[] {
  const byFile = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const found = new Set<Rolldown.OutputChunk>();
  const add = (chunk: Rolldown.OutputChunk | undefined): void => {
    if (chunk === undefined || found.has(chunk)) return;
    found.add(chunk);
    for (const name of chunk.imports) add(byFile.get(name));
  };
  const page = chunks.find(({ name }) => name === FIRST_PAGE);
  if (page === undefined) throw new Error(`There is no chunk ${FIRST_PAGE}`);
  add(page);
  return [...found];
}

function classesIn(chunks: readonly Rolldown.OutputChunk[]): ReadonlySet<string> {
  return new Set(
    chunks.flatMap(({ code }) => [...(code.match(MANTINE_CLASS) ?? []), ...(code.match(OWN_CLASS) ?? [])]),
  );
}

function withoutUnused(css: string, used: ReadonlySet<string>, ...kinds: RegExp[]): string {
  const root = parse(css);
  root.walkRules((rule: Rule) => {
    const selectors = rule.selectors.filter((selector) => kinds.every((kind) => isUsed(selector, used, kind)));
    if (selectors.length === 0) rule.remove();
    else if (selectors.length < rule.selectors.length) rule.selectors = selectors;
  });
  root.walkAtRules((rule) => {
    if (rule.nodes?.length === 0) rule.remove();
  });
  return root.toString();
}

/** A list of alternatives, `:is(.m_a, .m_b)`, is used if one of them is. */
function isUsed(selector: string, used: ReadonlySet<string>, kind: RegExp): boolean {
  const classes = selector.match(kind) ?? [];
  const hasAlternatives = /\([^)]*,/.test(selector);
  return (
    classes.length === 0 ||
    (hasAlternatives ? classes.some((name) => used.has(name)) : classes.every((name) => used.has(name)))
  );
}
