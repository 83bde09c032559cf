/** A word or two: it is shown as a chip in a list. */
export const MAX_TAG_CHARS = 40;

/** Letters of any language, digits, and what joins words; no comma, which separates tags where people type several. */
const TAG = /^[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N} _./+&-]*$/u;

/** The one form of a tag: composed characters, lower case, single spaces, without a leading `#`. Null: it is none. */
export function normalizeTag(text: string): string | null {
  const tag = text
    .normalize('NFC')
    .trim()
    .replace(/^#+\s*/, '')
    .replaceAll(/\s+/g, ' ')
    .toLocaleLowerCase('pl');
  return tag.length <= MAX_TAG_CHARS && TAG.test(tag) ? tag : null;
}
