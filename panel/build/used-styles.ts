import { createHash } from 'node:crypto';
import { parse, type Rule } from 'postcss';
import type { Plugin } from 'vite';

/** The classes of Mantine's components are made of hashes, which stand in the code of each component. */
const MANTINE_CLASS = /\bm_[0-9a-f]{5,8}\b/g;

/** Leaves out of Mantine's style sheet the rules of components that no page uses: more than a third of it. */
export function usedStyles(): Plugin {
  return {
    name: 'used-styles',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const outputs = Object.values(bundle);
        const code = outputs.flatMap((output) => (output.type === 'chunk' ? [output.code] : []));
        const used = new Set(code.flatMap((text) => text.match(MANTINE_CLASS) ?? []));
        for (const sheet of outputs) {
          if (sheet.type !== 'asset' || !sheet.fileName.endsWith('.css')) continue;
          const source = withoutUnused(String(sheet.source), used);
          // Browsers keep a file of this name for ever: it has to name what is in it.
          const hash = createHash('sha256').update(source).digest('base64url').slice(0, 8);
          const fileName = `assets/style-${hash}.css`;
          for (const page of outputs) {
            if (page.type === 'asset' && page.fileName.endsWith('.html'))
              page.source = afterOutline(String(page.source).replaceAll(sheet.fileName, fileName));
          }
          delete bundle[sheet.fileName];
          this.emitFile({ type: 'asset', fileName, source });
        }
      },
    },
  };
}

/** Behind the outline of index.html, which browsers draw while they load the styles; before the panel, whose own rules come later. */
function afterOutline(html: string): string {
  const link = /\s*<link rel="stylesheet"[^>]*>/.exec(html)?.[0] ?? '';
  return html.replace(link, '').replace('<div id="root">', `${link.trim()}\n    <div id="root">`);
}

function withoutUnused(css: string, used: ReadonlySet<string>): string {
  const root = parse(css);
  root.walkRules((rule: Rule) => {
    const selectors = rule.selectors.filter((selector) => isUsed(selector, used));
    if (selectors.length === 0) rule.remove();
    else if (selectors.length < rule.selectors.length) rule.selectors = selectors;
  });
  root.walkAtRules((rule) => {
    if (rule.nodes?.length === 0) rule.remove();
  });
  return root.toString();
}

/** A list of alternatives, `:is(.m_a, .m_b)`, is used if one of them is. */
function isUsed(selector: string, used: ReadonlySet<string>): boolean {
  const classes = selector.match(MANTINE_CLASS) ?? [];
  const hasAlternatives = /\([^)]*,/.test(selector);
  return (
    classes.length === 0 ||
    (hasAlternatives ? classes.some((name) => used.has(name)) : classes.every((name) => used.has(name)))
  );
}
