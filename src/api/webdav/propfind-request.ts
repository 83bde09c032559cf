import { SaxesParser } from 'saxes';
import { fail, ok, type Result } from '../../base/result.ts';

/** A property by its namespace and local name. */
export interface PropertyName {
  readonly namespace: string;
  readonly name: string;
}

/** What PROPFIND asks for (RFC 4918 §9.1). */
export type PropfindRequest =
  | { readonly kind: 'names' }
  | { readonly kind: 'all'; readonly include: readonly PropertyName[] }
  | { readonly kind: 'some'; readonly properties: readonly PropertyName[] };

export const DAV_NAMESPACE = 'DAV:';

/** Clients ask for about ten. Each one is repeated for each entry of a folder. */
const MAX_PROPERTIES = 64;
/** The same: names and namespaces are repeated. */
const MAX_NAME_CHARS = 256;
/** propfind, prop and the property, with some room for what extensions put into it. */
const MAX_DEPTH = 8;

class Refused extends Error {}

/** Reads the body of PROPFIND; an empty one asks for all properties. No DOCTYPE, and only the five entities of XML. */
export function readPropfind(body: Uint8Array): Result<PropfindRequest> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body).trim();
    return text === '' ? ok({ kind: 'all', include: [] }) : requestOf(elementsOf(text));
  } catch (error) {
    return fail(error instanceof Refused ? error.message : 'the body is no XML in UTF-8');
  }
}

interface Element extends PropertyName {
  readonly depth: number;
  readonly parent: string;
}

/** The elements of the document in its order. */
function elementsOf(text: string): readonly Element[] {
  const elements: Element[] = [];
  const open: string[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', () => refuse('the body is not well-formed XML'));
  parser.on('doctype', () => refuse('a DOCTYPE is not allowed'));
  parser.on('opentag', ({ uri, local }) => {
    if (open.length === MAX_DEPTH) refuse('elements are nested too deep');
    if (elements.length > 2 * MAX_PROPERTIES) refuse('too many elements');
    if (uri.length > MAX_NAME_CHARS || local.length > MAX_NAME_CHARS) refuse('a name is too long');
    elements.push({ namespace: uri, name: local, depth: open.length, parent: open.at(-1) ?? '' });
    open.push(uri === DAV_NAMESPACE ? local : '');
  });
  parser.on('closetag', () => void open.pop());
  parser.write(text).close();
  return elements;
}

function refuse(reason: string): never {
  throw new Refused(reason);
}

/** "Unknown elements are ignored" (§17), and exactly one of propname, allprop and prop is needed (§14.20). */
function requestOf(elements: readonly Element[]): Result<PropfindRequest> {
  const [root] = elements;
  if (root?.namespace !== DAV_NAMESPACE || root.name !== 'propfind') return fail('the body is no propfind');
  const has = (name: string): boolean =>
    elements.some((each) => each.depth === 1 && each.namespace === DAV_NAMESPACE && each.name === name);
  const named = (parent: string): PropertyName[] =>
    elements
      .filter((each) => each.depth === 2 && each.parent === parent)
      .map(({ namespace, name }) => ({ namespace, name }));
  const kinds = ['propname', 'allprop', 'prop'].filter(has);
  if (kinds.length !== 1) return fail('exactly one of propname, allprop and prop must be in the body');
  if (kinds[0] === 'propname') return ok({ kind: 'names' });
  const properties = named(kinds[0] === 'prop' ? 'prop' : 'include');
  if (properties.length > MAX_PROPERTIES) return fail('too many properties');
  return ok(kinds[0] === 'prop' ? { kind: 'some', properties } : { kind: 'all', include: properties });
}
