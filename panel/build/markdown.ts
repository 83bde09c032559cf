import { Marked, type Tokens } from 'marked';

/** What links to elsewhere become; null: their text alone. */
type LinkOf = (target: string) => string | null;

/** The HTML of a guide. Headings have the anchors that GitHub gives them; what may be wider than the page scrolls by itself, also by keyboard. */
export function htmlOf(markdown: string, linkOf: LinkOf): string {
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }: Tokens.Heading) {
        return `<h${depth} id="${anchorOf(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, tokens }: Tokens.Link) {
        const text = this.parser.parseInline(tokens);
        const to = linkOf(href);
        return to === null ? text : `<a href="${escaped(to)}">${text}</a>`;
      },
      image({ href, text }: Tokens.Image) {
        return `<img src="${escaped(linkOf(href) ?? href)}" alt="${escaped(text)}" loading="lazy" />`;
      },
    },
    hooks: {
      postprocess: (html: string) =>
        html
          .replaceAll('<table>', '<div class="table" tabindex="0"><table>')
          .replaceAll('</table>', '</table></div>')
          .replaceAll('<pre>', '<pre tabindex="0">'),
    },
  });
  return marked.parse(markdown, { async: false });
}

/** As GitHub makes them of headings. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_\s-]/gu, '')
    .replaceAll(' ', '-');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
