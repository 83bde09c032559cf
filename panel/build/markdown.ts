/** Turns the guides' Markdown into HTML: headings, paragraphs, lists, tables, code, pictures, links, emphasis. They use nothing else. */
export function htmlOf(markdown: string, linkOf: (target: string) => string | null): string {
  return blocksOf(markdown.split('\n'), linkOf).join('\n');
}

/** As GitHub makes them of headings. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_\s-]/gu, '')
    .replaceAll(' ', '-');
}

type LinkOf = (target: string) => string | null;

const ITEM = /^(?:[-*]|\d+\.) +/;
const NUMBERED = /^\d+\./;
const HEADING = /^(#{1,4}) (.+)$/;

function blocksOf(lines: readonly string[], linkOf: LinkOf): string[] {
  const blocks: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at]!;
    const [, marks, heading] = HEADING.exec(line) ?? [];
    if (line.trim() === '' || line === '---') at += 1;
    else if (marks !== undefined) {
      const level = marks.length;
      blocks.push(`<h${level} id="${anchorOf(heading!)}">${inline(heading!, linkOf)}</h${level}>`);
      at += 1;
    } else if (line.startsWith('```')) {
      const end = lines.indexOf('```', at + 1);
      blocks.push(`<pre tabindex="0"><code>${escape(lines.slice(at + 1, end).join('\n'))}</code></pre>`);
      at = end + 1;
    } else if (line.startsWith('|')) {
      const end = endOf(lines, at, (next) => next.startsWith('|'));
      blocks.push(tableOf(lines.slice(at, end), linkOf));
      at = end;
    } else if (ITEM.test(line)) {
      const end = endOfList(lines, at);
      blocks.push(listOf(lines.slice(at, end), linkOf));
      at = end;
    } else {
      const end = endOf(lines, at, (next) => !/^(#|\||```|\s*$)/.test(next) && !ITEM.test(next));
      blocks.push(`<p>${inline(lines.slice(at, end).join(' '), linkOf)}</p>`);
      at = end;
    }
  }
  return blocks;
}

/** The first line after `from` that does not belong to it. */
function endOf(lines: readonly string[], from: number, belongs: (line: string) => boolean): number {
  const end = lines.findIndex((line, at) => at > from && !belongs(line));
  return end === -1 ? lines.length : end;
}

/** A list goes on over empty lines if what follows is indented or an item. */
function endOfList(lines: readonly string[], from: number): number {
  const end = endOf(lines, from, (line) => line === '' || line.startsWith('  ') || ITEM.test(line));
  return lines[end - 1] === '' ? end - 1 : end;
}

function listOf(lines: readonly string[], linkOf: LinkOf): string {
  const items: string[][] = [];
  for (const line of lines) {
    if (ITEM.test(line)) items.push([line.replace(ITEM, '')]);
    else items.at(-1)!.push(line.replace(/^ {2,3}/, ''));
  }
  const name = NUMBERED.test(lines[0]!) ? 'ol' : 'ul';
  const html = items.map(
    (item) =>
      `<li>${blocksOf(item, linkOf)
        .join('')
        .replace(/^<p>([^]*?)<\/p>/, '$1')}</li>`,
  );
  return `<${name}>${html.join('')}</${name}>`;
}

function tableOf(rows: readonly string[], linkOf: LinkOf): string {
  const [head, , ...body] = rows.map((row) =>
    row
      .replaceAll(/^\||\|\s*$/g, '')
      .split('|')
      .map((cell) => inline(cell.trim(), linkOf)),
  );
  const html = `<thead>${row(head!, 'th')}</thead><tbody>${body.map((cells) => row(cells, 'td')).join('')}</tbody>`;
  return `<div class="table" tabindex="0"><table>${html}</table></div>`;
}

function row(cells: readonly string[], name: string): string {
  return `<tr>${cells.map((cell) => `<${name}>${cell}</${name}>`).join('')}</tr>`;
}

/** Code first: nothing in it is emphasis or a link. */
function inline(text: string, linkOf: LinkOf): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part) => (part.startsWith('`') ? `<code>${escape(part.slice(1, -1))}</code>` : styled(escape(part), linkOf)))
    .join('');
}

function styled(text: string, linkOf: LinkOf): string {
  return text
    .replaceAll(
      /!\[([^\]]*)\]\(([^)]+)\)/g,
      (_, name: string, target: string) => `<img src="${linkOf(target) ?? target}" alt="${name}" loading="lazy" />`,
    )
    .replaceAll(/\[([^\]]+)\]\(([^)]+)\)/g, (_, name: string, target: string) => {
      const to = linkOf(target);
      return to === null ? name : `<a href="${to}">${name}</a>`;
    })
    .replaceAll(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
    .replaceAll(/\*([^*\n]+)\*/g, '<em>$1</em>');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
