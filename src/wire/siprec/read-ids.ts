import { attributeOf, childrenNamed, elementsWithin, type XmlElement } from '../xml-element.ts';

/** A longer id is ignored. */
const MAX_ID_CHARS = 1024;
/** `<send><stream><id>` is the deepest seen. */
const MAX_REFERENCE_DEPTH = 3;

/** The id of an element of a kind, in whichever form: `id` or `xxx_id`, attribute or element. */
export function idOf(element: XmlElement, kind: string): string | null {
  return firstId(element, [`${kind}_id`, 'id', `${kind}id`, `${kind}-id`]);
}

/**
 * The id of another element that this one refers to: `session_id`, `session`, `session-ref`, as attribute or element, also inside
 * one. Its own id counts last, and only if it stands for the reference (drafts before RFC 7865).
 */
export function referenceTo(element: XmlElement, kind: string, { orOwnId = false } = {}): string | null {
  const named = firstId(element, [`${kind}_id`, kind, `${kind}-ref`, `${kind}id`, `${kind}-id`, `${kind}_ref`]);
  if (named !== null) return named;
  const inside = childrenNamed(element, kind)[0];
  return (inside && idOf(inside, kind)) ?? (orOwnId ? firstId(element, ['id']) : null);
}

/**
 * The streams that a `send` or `recv` names: by its text (RFC 7865 §6.8), by an attribute, by elements inside (BroadWorks:
 * `<send><id>…</id></send>`), or several at once.
 */
export function streamReferences(element: XmlElement): string[] {
  const found = new Set<string>();
  for (const { text, attributes } of elementsWithin(element, MAX_REFERENCE_DEPTH)) {
    const texts = [text, ...[...attributes].flatMap(([name, value]) => (isReferenceName(name) ? [value] : []))];
    for (const one of texts.flatMap((value) => value.split(/[\s,]+/))) {
      const id = cleanId(one);
      if (id !== null) found.add(id);
    }
  }
  return [...found];
}

function isReferenceName(name: string): boolean {
  return /^(stream[_-]?(id|ref)?|id|ref|idref)$/i.test(name);
}

function firstId(element: XmlElement, names: readonly string[]): string | null {
  for (const name of names) {
    const text = attributeOf(element, name) ?? childrenNamed(element, name)[0]?.text;
    const id = cleanId(text ?? '');
    if (id !== null) return id;
  }
  return null;
}

/** Of the same id some write `urn:uuid:` in one place and not in another. */
function cleanId(text: string): string | null {
  const id = text.trim().replace(/^urn:uuid:/i, '');
  return id === '' || id.length > MAX_ID_CHARS ? null : id;
}
