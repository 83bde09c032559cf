import type { TreeEntry, TreeFile } from '../../file-access/index.ts';
import { hrefOf } from './dav-path.ts';
import { DAV_NAMESPACE, type PropertyName, type PropfindRequest } from './propfind-request.ts';

/** The beginning and the end of the answer to PROPFIND (RFC 4918 §13); between them a `response` for each entry. */
export const MULTISTATUS_BEGIN = '<?xml version="1.0" encoding="utf-8"?>\n<D:multistatus xmlns:D="DAV:">\n';
export const MULTISTATUS_END = '</D:multistatus>\n';

/** The precondition that was not met: a whole tree is not listed at once (§9.1.1). */
export const FINITE_DEPTH_ERROR =
  '<?xml version="1.0" encoding="utf-8"?>\n<D:error xmlns:D="DAV:"><D:propfind-finite-depth/></D:error>\n';

type Value = (entry: TreeEntry) => string | null;

/** The properties of an entry; null: this kind of entry does not have it. */
const PROPERTIES: Readonly<Record<string, Value>> = {
  resourcetype: ({ kind }) => (kind === 'folder' ? '<D:collection/>' : ''),
  displayname: ({ name }) => escaped(name),
  getlastmodified: ({ modifiedAt }) => httpDate(modifiedAt),
  creationdate: ({ modifiedAt }) => `${new Date(modifiedAt).toISOString().slice(0, 19)}Z`,
  getcontentlength: (entry) => (entry.kind === 'file' ? String(entry.sizeBytes) : null),
  getcontenttype: (entry) => (entry.kind === 'file' ? contentTypeOf(entry.name) : null),
  getetag: (entry) => (entry.kind === 'file' ? escaped(fileTag(entry)) : null),
  // Nothing can be locked.
  supportedlock: () => '',
  lockdiscovery: () => '',
};

/** Only for those who name them (RFC 4331 §2). Nothing can be written; how much is stored is not known here. */
const NAMED_PROPERTIES: Readonly<Record<string, Value>> = {
  'quota-available-bytes': ({ kind }) => (kind === 'folder' ? '0' : null),
};

const FOUND = '<D:status>HTTP/1.1 200 OK</D:status>';
const NOT_FOUND = '<D:status>HTTP/1.1 404 Not Found</D:status>';

/** Makes the `response` of each entry for one request. */
export function responseWriter(request: PropfindRequest): (path: string, entry: TreeEntry) => string {
  return (path, entry) =>
    `<D:response><D:href>${hrefOf(path, entry.kind)}</D:href>${propstats(request, entry)}</D:response>\n`;
}

function propstats(request: PropfindRequest, entry: TreeEntry): string {
  if (request.kind === 'some') return requested(request.properties, entry);
  const all = Object.entries(PROPERTIES).flatMap(([name, valueOf]) => {
    const value = valueOf(entry);
    if (value === null) return [];
    return [request.kind === 'names' ? `<D:${name}/>` : element(name, value)];
  });
  // "include" adds to all of them (§14.8); those that are there already are not repeated.
  const more = request.kind === 'all' ? request.include.filter((each) => !isUsual(each)) : [];
  return propstat(all, FOUND) + (more.length > 0 ? requested(more, entry) : '');
}

function isUsual({ namespace, name }: PropertyName): boolean {
  return namespace === DAV_NAMESPACE && Object.hasOwn(PROPERTIES, name);
}

function requested(properties: readonly PropertyName[], entry: TreeEntry): string {
  const found: string[] = [];
  const missing: string[] = [];
  for (const property of properties) {
    const value = valueOf(property, entry);
    if (value === null) missing.push(emptyElement(property));
    else found.push(element(property.name, value));
  }
  // A response has at least one propstat (§14.24), also where nothing was asked for.
  return (found.length > 0 || missing.length === 0 ? propstat(found, FOUND) : '') + propstat(missing, NOT_FOUND);
}

function valueOf({ namespace, name }: PropertyName, entry: TreeEntry): string | null {
  if (namespace !== DAV_NAMESPACE) return null;
  for (const properties of [PROPERTIES, NAMED_PROPERTIES]) {
    if (Object.hasOwn(properties, name)) return properties[name]!(entry);
  }
  return null;
}

function propstat(elements: readonly string[], status: string): string {
  if (elements.length === 0 && status === NOT_FOUND) return '';
  return `<D:propstat><D:prop>${elements.join('')}</D:prop>${status}</D:propstat>`;
}

function element(name: string, value: string): string {
  return value === '' ? `<D:${name}/>` : `<D:${name}>${value}</D:${name}>`;
}

/** As it was asked for. The parser has checked that its name is one. */
function emptyElement({ namespace, name }: PropertyName): string {
  if (namespace === DAV_NAMESPACE) return `<D:${name}/>`;
  return `<${name} xmlns="${escaped(namespace)}"/>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for XML and HTML, in content and in quoted attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

export function contentTypeOf(name: string): string {
  const [, extension = ''] = /\.([^.]+)$/.exec(name) ?? [];
  if (name === 'SHA256SUMS') return 'text/plain; charset=utf-8';
  return CONTENT_TYPES[extension.toLowerCase()] ?? 'application/octet-stream';
}

/** Under one name, a recording of the same size and time is the same. What is made from several of them has a weak tag only. */
export function fileTag({ name, sizeBytes, modifiedAt }: Pick<TreeFile, 'name' | 'sizeBytes' | 'modifiedAt'>): string {
  const tag = `"${sizeBytes.toString(36)}-${modifiedAt.toString(36)}"`;
  return name.endsWith('.mp3') ? tag : `W/${tag}`;
}

/** RFC 9110 §5.6.7 */
export function httpDate(instantMs: number): string {
  return new Date(instantMs).toUTCString();
}
