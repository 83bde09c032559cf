import { createHash } from 'node:crypto';
import { sql } from 'kysely';

const MARK = '/* prepared */';
/** Where the mark of a statement begins at the latest: after `select `. */
const MARK_AT = 10;
/** How many statements a connection keeps at most: each takes some 100 kB in its server process. Further ones are not kept. */
const MAX_STATEMENTS = 200;

/**
 * In front of a statement that runs often: the server parses and plans it once for each connection. In a builder:
 * `modifyFront(PREPARED)`. Its text must not depend on how many values it has.
 */
export const PREPARED = sql.raw(MARK);

/** The names under which the connections of a pool keep their prepared statements. */
export class StatementNames {
  readonly #names = new Map<string, { readonly name: string }>();

  of(text: string): { readonly name: string } | null {
    if (text.lastIndexOf(MARK, MARK_AT) < 0) return null;
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size === MAX_STATEMENTS) return known ?? null;
    // By its text: a pooler that shares connections among processes never runs another statement under it.
    const added = { name: `fonoteka_${createHash('sha256').update(text).digest('base64url')}` };
    this.#names.set(text, added);
    return added;
  }
}
