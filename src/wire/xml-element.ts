import { SaxesParser } from 'saxes';
import { fail, ok, type Result } from '../base/result.ts';

/** Metadata of a conference with a hundred parties is about 60 kB. */
const MAX_XML_BYTES = 256 * 1024;
const MAX_DEPTH = 64;
const MAX_ELEMENTS = 10_000;
const MAX_ATTRIBUTES = 64;

/** An element by its local name: prefixes and namespaces differ between vendors and are ignored. */
export interface XmlElement {
  readonly name: string;
  /** By local name; namespace declarations left out. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The element's own text, trimmed. */
  readonly text: string;
}

interface OpenElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

class XmlRefused extends Error {}

/** Reads a small document: no DOCTYPE, only the five entities of XML, limited size, depth and number of elements. */
export function readXml(bytes: Uint8Array): Result<XmlElement> {
  if (bytes.length > MAX_XML_BYTES) return fail('document too large');
  try {
    return buildTree(new TextDecoder().decode(bytes).trim());
  } catch (error) {
    return fail(error instanceof Error ? error.message : 'not well-formed');
  }
}

function buildTree(text: string): Result<XmlElement> {
  const open: OpenElement[] = [];
  let root: XmlElement | null = null;
  let elements = 0;
  const parser = new SaxesParser();
  parser.on('error', refuse);
  parser.on('doctype', () => refuse(new Error('DOCTYPE is not allowed')));
  parser.on('opentag', (tag) => {
    if (++elements > MAX_ELEMENTS) refuse(new Error('too many elements'));
    if (open.length === MAX_DEPTH) refuse(new Error('nested too deep'));
    open.push({ name: localName(tag.name), attributes: localAttributes(tag.attributes), children: [], text: '' });
  });
  parser.on('text', (piece) => appendText(open, piece));
  parser.on('cdata', (piece) => appendText(open, piece));
  parser.on('closetag', () => {
    const { text: content, ...rest } = open.pop()!;
    const element = { ...rest, text: content.trim() };
    const parent = open.at(-1);
    if (parent === undefined) root = element;
    else parent.children.push(element);
  });
  parser.write(text).close();
  return root === null ? fail('no root element') : ok(root);
}

function refuse(error: Error): never {
  throw new XmlRefused(error.message);
}

function appendText(open: readonly OpenElement[], piece: string): void {
  const element = open.at(-1);
  if (element !== undefined) element.text += piece;
}

function localName(qualified: string): string {
  return qualified.slice(qualified.indexOf(':') + 1);
}

function localAttributes(attributes: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const own = Object.entries(attributes).filter(([name]) => !/^xmlns(:|$)/.test(name));
  return new Map(own.slice(0, MAX_ATTRIBUTES).map(([name, value]) => [localName(name), value]));
}

/** The children of that name, compared without case. */
export function childrenNamed(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name.toLowerCase() === name);
}

/** The text of the first child of that name, else the attribute of that name; null where both are missing or empty. */
export function textOf(element: XmlElement, name: string): string | null {
  const child = childrenNamed(element, name)[0];
  const value = child?.text ?? attributeOf(element, name);
  return value === undefined || value === null || value.trim() === '' ? null : value.trim();
}

/** An attribute by its local name, compared without case. */
export function attributeOf(element: XmlElement, name: string): string | null {
  for (const [key, value] of element.attributes) if (key.toLowerCase() === name) return value;
  return null;
}

/** All elements at most `depth` levels below, nearest first, with the element itself. */
export function* elementsWithin(root: XmlElement, depth: number): Generator<XmlElement> {
  let level: readonly XmlElement[] = [root];
  for (let below = 0; below <= depth && level.length > 0; below++) {
    yield* level;
    level = level.flatMap(({ children }) => children);
  }
}
